// A code that the writer of a comment reads answers with: 120 random bits, which the browser keeps and the writer may
// note down. With the comment goes its address alone: the SHA-256 of "reply" and the code.
import { hexOf } from "./blind_signature.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: no I, L, O, U
const READ_AS = { I: "1", L: "1", O: "0", U: "V" };

export const newReplyCode = () => {
  const drawn = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(drawn, (byte) => LETTERS[byte % 32]).join("").replace(/(.{4})(?=.)/g, "$1-");
};

// As it was made, however it was written down; null for what is no code.
export const readReplyCode = (text) => {
  const bare = text.normalize("NFKC").replace(/[\s\-‐-―−_.·]+/g, "").toUpperCase();
  const code = bare.replace(/[ILOU]/g, (letter) => READ_AS[letter]);
  return /^[0-9A-HJKMNP-TV-Z]{24}$/.test(code) ? code : null;
};

export const replyAddress = async (text) => {
  const code = readReplyCode(text);
  if (!code) return null;
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`reply${code}`))));
};
