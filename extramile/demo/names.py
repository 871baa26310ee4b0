"""Made-up names: of technicians, coaches and customers. Drawn without anybody in mind."""

from random import Random
from typing import Final


def _names(words: str, *, sep: str = " ") -> tuple[str, ...]:
    return tuple(words.split(sep))


MEN: Final = _names(
    "Bas Daan Jeroen Maarten Thijs Ruben Sander Niels Wouter Koen Pim Stijn Lars Tim Jasper Gijs Rick "
    "Dennis Mark Peter Henk Gerrit Willem Jan Kees Piet Arjan Ronald Marco Erik Frank Bart Mohamed "
    "Youssef Hassan Omar Mehmet Emre Yusuf Ali Rachid Bilal Piotr Tomasz Andrei Marius Dwight Clyde "
    "Ricardo Giovanni Jayden Milan Stefan Jens Lukas Floris Roel Teun Sjors Ivo Wessel Jelle Hidde Douwe "
    "Sietse"
)
WOMEN: Final = _names(
    "Sanne Lotte Femke Anouk Iris Noor Fleur Eva Marloes Esther Linda Petra Ingrid Wilma Fatima Samira "
    "Naima Aylin Elif Kasia Joanna Chantal Shanice Roos Maud Tess Julia Hanneke Marieke Jolanda"
)
SURNAMES: Final = _names(
    "de Jong|Jansen|de Vries|van den Berg|Bakker|Visser|Smit|Meijer|de Boer|Mulder|de Groot|Bos|Vos|"
    "Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|de Graaf|van der Meer|Kok|Jacobs|"
    "Vermeulen|van den Heuvel|van der Veen|van Dam|Prins|Blom|Huisman|Peeters|Kuipers|van Veen|Kuiper|"
    "Veenstra|Post|Willems|Hoekstra|van Wijk|Koster|Verhoeven|Schouten|Martens|van der Wal|Maas|Hofman|"
    "Scholten|Zijlstra|El Amrani|Bouzid|Yılmaz|Kaya|Demir|Öztürk|Kowalski|Nowak|Popescu|Santos|Silva|"
    "Rodriguez|Pinas|Nguyen|Wong|Schmidt|Müller|Dubois|Lambert|Haddad|Abdi|Osei|Terpstra|Bijlsma|Wiersma|"
    "Postma|Hoeksema|Kamps",
    sep="|",
)
PROVIDERS: Final = ("example.org", "example.com", "example.net")


def draw_gender(random: Random) -> str:
    return "v" if random.random() < 0.17 else "m"


def draw_name(random: Random, gender: str) -> str:
    return f"{random.choice(WOMEN if gender == 'v' else MEN)} {random.choice(SURNAMES)}"


def unique_name(random: Random, gender: str, taken: set[str]) -> str:
    """A name that nobody in the company has yet."""
    while True:
        name = draw_name(random, gender)
        if name not in taken:
            taken.add(name)
            return name


def as_address(name: str) -> str:
    """ "Fatma van den Berg" -> fatma.vandenberg: plain letters, as mail addresses are given out."""
    first, _, rest = name.lower().partition(" ")
    plain = f"{first}.{rest.replace(' ', '')}".translate(str.maketrans("ıöüçşğéèëï", "ioucsgeeei"))
    return "".join(character for character in plain if character.isascii())
