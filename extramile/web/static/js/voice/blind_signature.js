// Blind RSA signatures, the voter's half (RFC 9474, RSABSSA-SHA384-PSS-Randomized): the server vouches for a ballot
// that it cannot know again. The other half is extramile/core/blind_signatures.py; sections are of the RFC.
// What is random comes from the browser; only a test that repeats the RFC's numbers names it itself.
const EXPONENT = 65537n;
const SIZES = [2048, 3072, 4096];
const PREFIX = 32;
const SALT = 48;
const DIGEST = 48;
const ALGORITHM = { name: "RSA-PSS", hash: "SHA-384" };

// `what`: "key" (not a key that ballots may be signed with), "ballot" (cannot be blinded), "signature" (what came
// back is no signature of this ballot).
export class BlindSignatureProblem extends Error {
  constructor(what, text) {
    super(text);
    this.name = "BlindSignatureProblem";
    this.what = what;
  }
}

// Bytes and numbers
export const base64url = (bytes) => btoa(String.fromCharCode(...bytes))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export const bytesOf = (text) => {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) throw new TypeError("not base64url");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
};

export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const numberOf = (bytes) => BigInt(`0x${hexOf(bytes) || "0"}`);

const written = (number, length) => {
  const hex = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, index) => parseInt(hex.slice(2 * index, 2 * index + 2), 16));
};

const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const same = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

const isBytes = (value, length) => value instanceof Uint8Array && (length === undefined || value.length === length);

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

const power = (base, exponent, modulus) => {
  let result = 1n;
  for (let square = base % modulus, left = exponent; left; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

// The inverse modulo the modulus, or null where they share a factor (Euclid).
const inverse = (number, modulus) => {
  let [rest, next, one, other] = [modulus, number % modulus, 0n, 1n];
  while (next) {
    const times = rest / next;
    [rest, next] = [next, rest - times * next];
    [one, other] = [other, one - times * other];
  }
  return rest === 1n ? ((one % modulus) + modulus) % modulus : null;
};

// Uniform from 1 to the modulus less one: drawn again until it fits.
const drawn = (key) => {
  for (;;) {
    const number = numberOf(random(key.length));
    if (number > 0n && number < key.modulus) return number;
  }
};

// Keys: SubjectPublicKeyInfo, as bytes, or a JSON Web Key. Only keys as the server makes them.
const fromWeb = async (given) => {
  const format = isBytes(given) ? "spki" : "jwk";
  const data = format === "spki" ? given : { kty: "RSA", n: given.n, e: given.e, alg: "PS384", ext: true };
  const verifying = await crypto.subtle.importKey(format, data, ALGORITHM, true, ["verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", verifying));
  const { n, e } = await crypto.subtle.exportKey("jwk", verifying);
  return { verifying, spki, modulus: numberOf(bytesOf(n)), exponent: numberOf(bytesOf(e)) };
};

export const importKey = async (given) => {
  let key;
  try {
    key = await fromWeb(given);
  } catch {
    throw new BlindSignatureProblem("key", "this is not a public RSA key");
  }
  const bits = key.modulus.toString(2).length;
  if (!SIZES.includes(bits)) throw new BlindSignatureProblem("key", `a key has no ${bits} bits`);
  if (!(key.modulus & 1n)) throw new BlindSignatureProblem("key", "the modulus is even");
  if (key.exponent !== EXPONENT) throw new BlindSignatureProblem("key", "the exponent is not 65537");
  if (isBytes(given) && !same(given, key.spki)) throw new BlindSignatureProblem("key", "written in another way");
  return Object.freeze({ ...key, bits, length: bits / 8 });
};

export const fingerprint = async (key) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", key.spki)));

// PSS (RFC 8017, 9.1.1 and B.2.1): how a message becomes the number that is signed
const sha384 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));

const masked = async (block, seed) => {
  const mask = [];
  for (let round = 0; round * DIGEST < block.length; round += 1) {
    mask.push(await sha384(joined(seed, written(BigInt(round), 4))));
  }
  const whole = joined(...mask);
  return block.map((byte, index) => byte ^ whole[index]);
};

const encoded = async (key, message, salt) => {
  const digest = await sha384(joined(new Uint8Array(8), await sha384(message), salt));
  const block = joined(new Uint8Array(key.length - SALT - DIGEST - 2), [1], salt);
  const hidden = await masked(block, digest);
  hidden[0] &= 0x7f; // one bit less than the modulus has
  return joined(hidden, digest, [0xbc]);
};

// The protocol
export const prepare = (message, { prefix = random(PREFIX) } = {}) => {
  if (!isBytes(message) || !isBytes(prefix, PREFIX)) throw new BlindSignatureProblem("ballot", "not bytes");
  return joined(prefix, message);
};

// {message, secret}: the message goes to the server, the secret nowhere.
export const blind = async (key, prepared, { salt = random(SALT), factor = drawn(key) } = {}) => {
  if (!isBytes(prepared) || prepared.length < PREFIX) throw new BlindSignatureProblem("ballot", "not prepared");
  if (!isBytes(salt, SALT)) throw new BlindSignatureProblem("ballot", "the salt is 48 bytes");
  const number = numberOf(await encoded(key, prepared, salt));
  const secret = inverse(factor, key.modulus);
  if (secret === null || inverse(number, key.modulus) === null) {
    throw new BlindSignatureProblem("key", "something random shares a factor with the modulus");
  }
  const message = (number * power(factor, key.exponent, key.modulus)) % key.modulus;
  return { message: written(message, key.length), secret: written(secret, key.length) };
};

export const verify = async (key, prepared, signature) => {
  if (!isBytes(prepared) || prepared.length < PREFIX || !isBytes(signature, key.length)) return false;
  return crypto.subtle.verify({ ...ALGORITHM, saltLength: SALT }, key.verifying, signature, prepared);
};

// The signature of the ballot: checked, or never returned.
export const finalize = async (key, prepared, blindSignature, secret) => {
  const wrong = () => new BlindSignatureProblem("signature", "what came back is no signature of this ballot");
  if (!isBytes(blindSignature, key.length) || !isBytes(secret, key.length)) throw wrong();
  const number = numberOf(blindSignature);
  if (number >= key.modulus) throw wrong();
  const signature = written((number * numberOf(secret)) % key.modulus, key.length);
  if (!(await verify(key, prepared, signature))) throw wrong();
  return signature;
};
