"""Encodings: which characters the bytes of a list mean, to the letter."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.encoding import decode
from bot.leads.reading import read_leads, read_rows

# Made-up people, cities and jobs per language: enough letters to tell alphabets apart, as few as a list has.
WORDS = {
    "western": (
        "Jürgen Weiß|François Lefèvre|José García|Søren Ødegård|Åsa Sjöberg|João Conceição|"
        "Zoë Müller|Köln|Málaga|Genève|Geschäftsführer|Responsable développement|Tromsø|Curaçao|"
        "Çelik Röder|Göteborg|Directeur général"
    ),
    "german": (
        "Jürgen Groß|Bärbel Köhler|Günther Schäfer|Käthe Fröhlich|München|Düsseldorf|Geschäftsführerin|Größe"
    ),
    "french": (
        "Hélène Lefèvre|Benoît Crépin|Gaëlle Côté|Français Désiré|Directrice générale|Orléans|Besançon|Évry"
    ),
    "polish": (
        "Łukasz Wójcik|Małgorzata Dąbrowska|Świętosław Żak|Kraków|Gdańsk|Łódź|Księgowość|"
        "Zażółć Gęślą|Michał Śliwa"
    ),
    "czech": (
        "Jiří Dvořák|Kateřina Nováková|Ondřej Šťastný|Plzeň|Hradec Králové|Obchodní ředitel|Žižkov|"
        "Děčín|Tomáš Kříž"
    ),
    "hungarian": (
        "Gábor Őszi|Zsófia Kovács|Péter Nagyfűtői|Győr|Székesfehérvár|Ügyvezető igazgató|"
        "Eötvös Lőrinc|Kőbánya"
    ),
    "russian": (
        "Иван Петров|Ольга Смирнова|Директор по продажам|Москва|Санкт-Петербург|Алексей Щербаков|"
        "Менеджер|Юлия Ёлкина"
    ),
    "ukrainian": (
        "Олександр Шевченко|Їжакевич Наталія|Київ|Львів|Генеральний директор|Євген Гнатюк|Запоріжжя|"
        "Юрій Ґудзь"
    ),
    "greek": (
        "Γιώργος Παπαδόπουλος|Ελένη Νικολάου|Αθήνα|Θεσσαλονίκη|Διευθυντής πωλήσεων|Δημήτρης Γεωργίου|"
        "Μαρία Κωνσταντίνου"
    ),
    "turkish": (
        "Ayşe Yıldız|Mehmet Öztürk|İstanbul|Çağrı Şahin|Genel Müdür|Diyarbakır|Gülşen Doğan|"
        "Eskişehir|Işıl Güneş"
    ),
    "japanese": (
        "佐藤健一|鈴木美咲|株式会社テスト|東京都|営業部長|高橋さくら|大阪市北区|カスタマーサクセス|"
        "代表取締役社長"
    ),
    "chinese": "王小明|李静|北京市|销售总监|上海科技有限公司|张伟|陈丽华|市场部经理|广州|首席执行官",
    "taiwanese": "王小明|陳麗華|臺北市|業務總監|科技股份有限公司|張偉|林淑芬|行銷經理|高雄|執行長|蔡國維",
    "korean": "김민수|이서연|서울특별시|영업부장|주식회사 테스트|박지훈|부산|최유진|대표이사|마케팅 팀장",
}


def make_list(language: str, rows: int, share: float, seed: int) -> str:
    """A lead list of which a share of rows holds words of the language."""
    dice = random.Random(seed)  # noqa: S311 - a made-up list
    words = WORDS[language].split("|")
    lines = ["Email;Name;City;Title;Website"]
    for number in range(rows):
        foreign = dice.random() < share or number == rows // 2
        texts = dice.sample(words, 2) if foreign else ["Jane Doe", "Boston"]
        lines.append(
            f"person{number}@acme{dice.randrange(9)}.com;{texts[0]};{texts[1]};Sales Manager;https://acme.com"
        )
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize(("rows", "share"), [(8, 1.0), (40, 0.3), (300, 0.1)])
def test_always_to_the_letter(encoding: str, rows: int, share: float) -> None:
    """UTF-8, UTF-16 with and without a mark, and Windows-1252 are recovered without exception."""
    for seed in range(5):
        text = make_list("western", rows, share, seed)
        assert decode(text.encode(encoding)).text == text


ENCODINGS = [
    ("german", "cp1252"),
    ("french", "cp1252"),
    ("polish", "cp1250"),
    ("polish", "iso8859-2"),
    ("czech", "cp1250"),
    ("hungarian", "cp1250"),
    ("russian", "cp1251"),
    ("russian", "koi8-r"),
    ("ukrainian", "cp1251"),
    ("greek", "cp1253"),
    ("turkish", "cp1254"),
    ("japanese", "cp932"),
    ("chinese", "gb18030"),
    ("taiwanese", "big5"),
    ("korean", "cp949"),
]


def test_most_lists_of_the_world_to_the_letter() -> None:
    """Of central European, Cyrillic, Greek, Turkish and East Asian lists at least 92 % come back."""
    wrong = [
        f"{language} {encoding} {rows} rows: {found.encoding}"
        for language, encoding in ENCODINGS
        for rows, share in ((20, 1.0), (100, 0.3), (300, 0.1))
        for seed in range(2)
        if (found := decode((text := make_list(language, rows, share, seed)).encode(encoding))).text != text
    ]
    assert len(wrong) <= 0.08 * len(ENCODINGS) * 6, wrong


def test_says_what_was_guessed() -> None:
    """A reading names the encoding whenever it is not UTF-8."""
    data = make_list("polish", 20, 1.0, 1).encode("cp1250")
    assert "Windows-1250 (Central European)" in read_leads(data).assumptions
    assert read_leads(make_list("polish", 20, 1.0, 1).encode()).assumptions == ("semicolon-separated",)


def test_a_byte_order_mark_in_the_middle_makes_no_utf16() -> None:
    """As two lists, one appended to the other, have it."""
    data = b"email;\xff\xfename\nj@acme.de;J\xfcrgen\n"
    assert read_rows(data)[1] == ["j@acme.de", "Jürgen"]


def test_nuls_are_no_characters() -> None:
    """NULs between cells disappear."""
    assert read_rows(b"email,name\0\njane@acme.com,Ja\0ne\n") == [
        ["email", "name"],
        ["jane@acme.com", "Jane"],
    ]


def test_a_character_cut_at_the_end() -> None:
    """A UTF-8 export that was cut at a byte limit stays UTF-8."""
    data = "email,name\njane@acme.com,Jürgen\nbo@acme.com,Zoë".encode()[:-1]
    assert read_rows(data)[-1] == ["bo@acme.com", "Zo\ufffd"]


def test_a_few_broken_bytes_in_utf8() -> None:
    """One cell pasted in from elsewhere does not turn all others into another alphabet."""
    data = make_list("western", 50, 1.0, 1).encode() + "x@acme.com;Jürgen;Köln;;\r\n".encode("cp1252")
    assert decode(data).text == make_list("western", 50, 1.0, 1) + "x@acme.com;Jürgen;Köln;;\r\n"


def test_one_line_of_a_short_list_that_is_no_utf8() -> None:
    """Too few letters to be sure of anything: still none is lost."""
    text = decode("Email;Note\nj@x.de;met in Köln\n".encode() + b"b@x.de;Ren\xe9\n")
    assert "Köln" in text.text
    assert "René" in text.text
    assert text.damaged == 0


@given(st.binary(max_size=300))
def test_any_bytes_are_some_text(data: bytes) -> None:
    """Decoding never fails."""
    assert isinstance(decode(data).text, str)
