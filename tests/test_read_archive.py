"""Archives and mails: what they hold is read in memory, within limits, and whatever is wrong costs itself only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest

from muqabala.errors import ReadError
from muqabala.read import Reading, read, read_all, read_corpus

WIRE = Path(__file__).parent / "wire"
WORDS = b"Some words stand here.\n\nAnd some more words stand there."


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def opened(folder: Path, data: bytes, limit: int = 20_000_000, name: str = "a.zip") -> Reading:
    path = folder / name
    path.write_bytes(data)
    return read_all(path, limit=limit)


def reasons(reading: Reading) -> dict[str, str]:
    return {skip.path: skip.reason for skip in reading.skipped}


def test_every_text_of_an_archive_is_read_under_its_own_name(tmp_path: Path) -> None:
    samples = {f"wire/{path.name}": path.read_bytes() for path in sorted(WIRE.glob("n*"))}
    reading = opened(tmp_path, packed({**samples, "wire/feed.rss": (WIRE / "feed.rss").read_bytes()}))
    ids = [document.id for document in reading.documents]
    assert "a.zip#wire/newsitem.ar.xml" in ids
    assert "a.zip#wire/feed.rss/marsa-1" in ids
    assert set(reasons(reading)) == {
        "a.zip#wire/feed.rss/marsa-3",
        "a.zip#wire/newsmessage.xml/urn:newsml:coastalwire.example:20240620:elsewhere",
    }


def test_what_systems_leave_in_archives_is_passed_over(tmp_path: Path) -> None:
    members = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "dir/.hidden": b"x", "a.txt": WORDS}
    reading = opened(tmp_path, packed(members))
    assert [document.item for document in reading.documents] == ["a.txt"]
    assert reading.skipped == ()


def test_archives_within_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    data = packed({"a.txt": WORDS})
    for _ in range(2):
        data = packed({"in.zip": data})
    assert [document.item for document in opened(tmp_path, data).documents] == ["in.zip/in.zip/a.txt"]
    with pytest.raises(ReadError, match="more than 3 files deep"):
        opened(tmp_path, packed({"in.zip": data}))


def test_a_member_that_grows_beyond_belief_is_refused(tmp_path: Path) -> None:
    reading = opened(tmp_path, packed({"bomb.txt": b"a" * 3_000_000, "a.txt": WORDS}))
    assert [document.item for document in reading.documents] == ["a.txt"]
    assert "200 times its size" in reasons(reading)["a.zip#bomb.txt"]


def test_a_member_larger_than_the_limit_is_refused_even_when_it_lies_about_it(tmp_path: Path) -> None:
    data = packed({"big.txt": bytes(range(32, 127)) * 400, "a.txt": WORDS})
    size = (95 * 400).to_bytes(4, "little")
    assert data.count(size) == 2  # in the member's own header and in the directory
    for shown in (data, data.replace(size, (10).to_bytes(4, "little"))):
        reading = opened(tmp_path, shown, limit=20_000)
        assert [document.item for document in reading.documents] == ["a.txt"]
        assert reasons(reading)["a.zip#big.txt"]


def test_all_members_together_are_limited(tmp_path: Path) -> None:
    members = {f"{at:02}.txt": f"Text {at}. ".encode() + bytes(range(65, 90)) * 300 for at in range(20)}
    reading = opened(tmp_path, packed(members), limit=8_000)
    assert 5 < len(reading.documents) < 20
    assert any("larger than" in reason for reason in reasons(reading).values())
    assert len(reading.documents) + len(reading.skipped) == 20


def test_many_files_and_many_articles_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("muqabala.read.contents"), "COUNT", 3)
    reading = opened(tmp_path, packed({f"{at}.txt": WORDS for at in range(5)}))
    assert len(reading.documents) == 3
    assert "more than 3 articles" in reasons(reading)["a.zip"]
    with pytest.raises(ReadError, match="more than 10,000 files"):
        opened(tmp_path, packed(dict.fromkeys((f"{at}.txt" for at in range(10_001)), b""), zipfile.ZIP_STORED))


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/cron.d/job.txt", "C:\\windows\\a.txt", "a\nb.txt"])
def test_names_are_names_and_never_paths(tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    (document,) = opened(tmp_path, packed({name: WORDS})).documents
    assert "/" not in document.stem
    assert "\n" not in document.id
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "a.zip"])


def test_links_locks_and_odd_methods_cost_only_themselves(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("packed.txt", WORDS, zipfile.ZIP_BZIP2)
        archive.writestr("locked.txt", WORDS)
        archive.writestr("a.txt", WORDS)
    data = bytearray(out.getvalue())
    place = data.rindex(b"locked.txt")  # in the directory, 46 bytes after the start of its entry
    data[place - 46 + 8] |= 1
    reading = opened(tmp_path, bytes(data))
    assert [document.item for document in reading.documents] == ["a.txt"]
    found = reasons(reading)
    assert "link" in found["a.zip#link.txt"]
    assert "not served" in found["a.zip#packed.txt"]
    assert "password" in found["a.zip#locked.txt"]


def test_damage_to_one_member_spares_the_others(tmp_path: Path) -> None:
    data = bytearray(packed({"bad.txt": WORDS * 20, "a.txt": WORDS}))
    data[60] ^= 0xFF
    reading = opened(tmp_path, bytes(data))
    assert [document.item for document in reading.documents] == ["a.txt"]
    assert "damaged" in reasons(reading)["a.zip#bad.txt"]


def test_unknown_members_are_named(tmp_path: Path) -> None:
    reading = opened(tmp_path, packed({"photo.jpg": b"x", "no suffix": b"x", "a.txt": WORDS}))
    assert set(reasons(reading)) == {"a.zip#photo.jpg", "a.zip#no suffix"}


def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no text"):
        opened(tmp_path, packed({}))


def test_arabic_names_without_their_mark_are_mended(tmp_path: Path) -> None:
    data = packed({"خبر.txt": WORDS})
    unmarked = bytearray(data)
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        unmarked[data.index(head) + flags + 1] &= ~0x08 & 0xFF
    assert opened(tmp_path, bytes(unmarked)).documents[0].item == "خبر.txt"


def test_a_corpus_takes_every_text_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"one.txt": WORDS, "two.xyz": b"x"}))
    documents, skips = read_corpus([tmp_path])
    assert [document.id for document in documents] == ["a.zip#one.txt"]
    assert [skip.path for skip in skips] == ["a.zip#two.xyz"]


def mail(**attachments: bytes) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Two texts"
    message["From"] = "desk@agency.example"
    message.set_content("See the texts attached.\n")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message


def test_attachments_are_read_by_their_suffix_and_damaged_ones_named(tmp_path: Path) -> None:
    message = mail(a_zip=packed({"x.txt": WORDS}), b_pdf=b"%PDF-1.4 broken", c_exe=b"x")
    reading = opened(tmp_path, message.as_bytes(), name="a.eml")
    assert [document.item for document in reading.documents] == ["", "a.zip/x.txt"]
    assert set(reasons(reading)) == {"a.eml#b.pdf", "a.eml#c.exe"}


def test_a_forwarded_mail_is_a_mail_of_its_own(tmp_path: Path) -> None:
    outer = mail()
    outer.add_attachment(mail(d_txt=WORDS))
    items = [document.item for document in opened(tmp_path, outer.as_bytes(), name="a.eml").documents]
    assert items[0] == ""
    assert items[1].endswith(".eml")
    assert items[2].endswith(".eml/d.txt")


def test_a_mail_with_nothing_but_an_attachment_is_that_attachment(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "desk@agency.example"
    message.set_content("\n")
    message.add_attachment(WORDS, maintype="text", subtype="plain", filename="a.txt")
    reading = opened(tmp_path, message.as_bytes(), name="a.eml")
    assert [document.item for document in reading.documents] == ["a.txt"]


PLAIN, OTHER = "Content-Type: text/plain\n\nFirst half.\n", "Content-Type: text/plain\n\nSecond half.\n"
MARKED = "Content-Type: text/html\n\n<p>First <b>half</b>.</p>\n"
PICTURE = "Content-Type: image/jpeg\nContent-Disposition: inline; filename=a.jpg\n\nxx\n"
FOOTER = "Content-Type: text/plain\n\n***\n"
SIGNED = "Content-Type: text/plain\n\nFirst half.\n-- \nA. Sender\n"
SIGNATURE = "Content-Type: text/plain\n\n-- \nA. Sender\n"
FLOWED = "Content-Type: text/plain; format=flowed\n\nFirst \nhalf.\n"
SPLIT = "Content-Type: text/plain; format=flowed; delsp=yes\n\nFirst ha \nlf.\n"


def multipart(kind: str, *parts: str) -> str:
    inside = "".join(f"--{kind}\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={kind}\n\n{inside}--{kind}--\n"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (multipart("mixed", PLAIN, PICTURE, OTHER), "First half. Second half."),
        (multipart("mixed", MARKED, PICTURE, OTHER), "First half. Second half."),
        (multipart("mixed", multipart("alternative", PLAIN, MARKED), PICTURE, OTHER), "First half. Second half."),
        (multipart("alternative", PLAIN, MARKED), "First half."),
        (multipart("alternative", MARKED, PLAIN), "First half."),
        (multipart("alternative", PLAIN, multipart("mixed", MARKED, PICTURE, MARKED)), "First half."),
        (multipart("alternative", multipart("related", MARKED, PICTURE)), "First half."),
        (multipart("mixed", PLAIN, FOOTER), "First half. ***"),
        (multipart("mixed", SIGNED, PICTURE, OTHER), "First half. Second half."),
        (multipart("mixed", PLAIN, PICTURE, SIGNATURE), "First half."),
        (FLOWED, "First half."),
        (SPLIT, "First half."),
    ],
)
def test_a_mail_gives_all_its_words_once(tmp_path: Path, parts: str, expected: str) -> None:
    mail = f"From: desk@agency.example\nMIME-Version: 1.0\n{parts}"
    (document,) = opened(tmp_path, mail.encode(), name="a.eml").documents
    assert " ".join(document.text.split()) == expected


@pytest.mark.parametrize(
    ("charset", "encoding", "words"),
    [
        ("iso-8859-2", "iso-8859-2", "Žlutý kůň šel domů přes řeku."),
        ("utf-8", "utf-8", "وصل الوفد إلى القاهرة."),
        ("iso-8859-1", "cp1252", "The mayor said “no” – twice."),
        ("us-ascii", "utf-8", "وصل الوفد إلى القاهرة."),
        ("nonsense", "utf-8", "وصل الوفد إلى القاهرة."),
    ],
)
def test_an_attached_text_is_read_in_the_encoding_the_mail_names(
    tmp_path: Path, charset: str, encoding: str, words: str
) -> None:
    head = f"Content-Type: text/plain; charset={charset}; name=a.txt\nContent-Disposition: attachment\n\n"
    whole = "From: desk@agency.example\nMIME-Version: 1.0\n" + multipart("mixed", f"{head}{words}\n")
    (document,) = opened(tmp_path, whole.encode(encoding), name="a.eml").documents
    assert document.text.strip() == words


def test_read_takes_an_archive_of_one_text_but_not_one_that_lost_another(tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_bytes(packed({"a.txt": WORDS}))
    (tmp_path / "two.zip").write_bytes(packed({"a.txt": WORDS, "b.txt": b""}))
    assert read(tmp_path / "one.zip").item == "a.txt"
    with pytest.raises(ReadError, match="2 articles"):
        read(tmp_path / "two.zip")
