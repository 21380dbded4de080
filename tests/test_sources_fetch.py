"""Fetching originals: nothing private is asked by accident, and nothing costs more than it may."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import newssite
from muqabala.errors import FetchError
from muqabala.sources.addresses import allowed, system_resolver
from muqabala.sources.fetch import Fetcher, Limits

QUICK = Limits(size=100_000, seconds=5.0, silence=2.0, pause=0.0)


@pytest.fixture
def site() -> Iterator[newssite.Site]:
    with newssite.running() as site:
        yield site


def fetcher(*hosts: str, limits: Limits = QUICK) -> Fetcher:
    """One that may ask this machine, which stands for the internet here."""
    return Fetcher(limits, allow_private=True, resolver=newssite.here(*(hosts or ("news.example",))))


# Which addresses are asked --------------------------------------------------------------------------------------------

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "198.18.0.1", "192.0.2.1", "2001:db8::1"),
    *(
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ),
]
SPECIAL = ["0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "::ffff:0.0.0.0"]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_unless_allowed(address: str) -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        allowed("http://x/", "x", 80, lambda *_: [address], allow_private=False)
    assert allowed("http://x/", "x", 80, lambda *_: [address], allow_private=True) == (address,)


@pytest.mark.parametrize("address", SPECIAL)
def test_addresses_that_are_no_host_are_refused_even_then(address: str) -> None:
    with pytest.raises(FetchError, match="never asked"):
        allowed("http://x/", "x", 80, lambda *_: [address], allow_private=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_asked(address: str) -> None:
    assert allowed("http://x/", "x", 80, lambda *_: [address], allow_private=False) == (address,)


@given(st.ip_addresses(v=4))
def test_an_address_written_as_ipv6_is_judged_as_what_it_stands_for(address: object) -> None:
    def refused(text: str) -> bool:
        try:
            allowed("http://x/", "x", 80, lambda *_: [text], allow_private=False)
        except FetchError:
            return True
        return False

    assert refused(f"::ffff:{address}") == refused(str(address))


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        allowed("http://x/", "x", 80, lambda *_: ["8.8.8.8", "10.0.0.1"], allow_private=False)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_no_spelling_of_this_machine_is_asked_by_default(site: newssite.Site, host: str) -> None:
    site.page("/")
    with pytest.raises(FetchError):
        Fetcher(QUICK).get(site.url("/", host))
    assert site.asked == []


@pytest.mark.parametrize("url", ["ftp://news.example/x", "file:///etc/passwd", "gopher://x/", "http:///x", "//a"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(FetchError):
        fetcher().get(url)


def test_a_user_name_in_an_address_is_refused(site: newssite.Site) -> None:
    with pytest.raises(FetchError, match="user name"):
        fetcher().get(f"http://news.example@127.0.0.1:{site.port}/")


INTERNET = "93.184.216.34"


@pytest.fixture
def internet(site: newssite.Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The site at a public address: connections there reach it. Gives the list of addresses that were connected to."""
    connected: list[str] = []
    connect = socket.create_connection

    def rerouted(address: tuple[str, int], *rest: Any, **named: Any) -> socket.socket:
        connected.append(address[0])
        return connect(("127.0.0.1" if address[0] == INTERNET else address[0], address[1]), *rest, **named)

    monkeypatch.setattr("socket.create_connection", rerouted)
    return connected


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "[::1]", "169.254.169.254", "2130706433", "inside.example", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_a_redirect_into_the_inside_is_refused(site: newssite.Site, internet: list[str], inside: str) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        names = {"news.example": INTERNET, "inside.example": "127.0.0.1"}
        return (names[host],) if host in names else system_resolver(host, port)

    site.page("/secret")
    site.redirect("/story", site.url("/secret", inside))
    with pytest.raises(FetchError, match="not on the public internet"):
        Fetcher(QUICK, resolver=resolve).get(site.url("/story"))
    assert [path for _, path in site.asked] == ["/robots.txt", "/story"]
    assert set(internet) == {INTERNET}


def test_robots_txt_that_redirects_into_the_inside_is_refused_too(site: newssite.Site, internet: list[str]) -> None:
    site.redirect("/robots.txt", site.url("/secret", "127.0.0.1"))
    site.page("/story")
    with pytest.raises(FetchError, match="not on the public internet"):
        Fetcher(QUICK, resolver=lambda host, _: (INTERNET,) if host == "news.example" else (host,)).get(
            site.url("/story")
        )
    assert [path for _, path in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize("honest", range(4))
def test_a_name_that_changes_its_address_gains_nothing(site: newssite.Site, internet: list[str], honest: int) -> None:
    """DNS rebinding: after some honest answers the name is at this machine. Every connection goes to the very address
    that was looked at, so none comes here.
    """
    site.page("/story")
    answers = iter([INTERNET] * honest + ["127.0.0.1"] * 10)
    rebinding = Fetcher(QUICK, resolver=lambda *_: (next(answers),))
    if honest < 3:  # looked up before anything is asked, for robots.txt, and for the story
        with pytest.raises(FetchError, match="not on the public internet"):
            rebinding.get(site.url("/story"))
    else:
        assert rebinding.get(site.url("/story")).data == newssite.PAGE.encode()
    assert set(internet) <= {INTERNET}


def test_the_connection_goes_to_the_address_that_was_checked_under_the_host_s_own_name(site: newssite.Site) -> None:
    """`news.example` exists for our resolver only: a second look-up of the system's would fail."""
    site.page("/story")
    got = fetcher().get(site.url("/story"))
    assert got.data == newssite.PAGE.encode()
    assert (f"news.example:{site.port}", "/story") in site.asked
    assert site.agents == {f"muqabala/{version('muqabala')} (fact-checking; keeps single news articles)"}


def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with newssite.running(tls=True) as site:
        site.page("/story")
        url = site.url("/story").replace("http:", "https:")
        with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
            fetcher().get(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(newssite.CERTIFICATE))
        assert fetcher().get(url).data == newssite.PAGE.encode()
        with pytest.raises(FetchError, match="Hostname mismatch"):
            fetcher("other.example").get(url.replace("news.example", "other.example"))


def test_https_does_not_lead_back_to_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(newssite.CERTIFICATE))
    with newssite.running(tls=True) as site:
        site.redirect("/story", site.url("/plain"))
        with pytest.raises(FetchError, match="unprotected"):
            fetcher().get(site.url("/story").replace("http:", "https:"))


def test_the_next_address_is_tried_when_the_first_takes_no_connection(site: newssite.Site) -> None:
    site.page("/story")
    tried = Fetcher(QUICK, allow_private=True, resolver=lambda *_: ("127.0.0.2", "127.0.0.1"))
    assert tried.get(site.url("/story")).data == newssite.PAGE.encode()


@pytest.mark.parametrize("to", ["http://xn--/", "http://[x/", "http://x.example:99999/"])
def test_a_redirect_to_no_address_is_refused(site: newssite.Site, to: str) -> None:
    with pytest.raises(FetchError, match=r"address|label"):
        fetcher().get(site.redirect("/story", to))


def test_the_encoding_is_known_however_it_is_written(site: newssite.Site) -> None:
    site.page("/story", media_type='text/html; Charset="Windows-1256"')
    assert fetcher().get(site.url("/story")).charset == "windows-1256"


# What a fetch may cost ------------------------------------------------------------------------------------------------


def test_redirects_are_followed_a_few_times(site: newssite.Site) -> None:
    site.page("/5")
    for step in range(5):
        site.redirect(f"/{step}", f"/{step + 1}", status=(301, 302, 303, 307, 308)[step])
    assert fetcher().get(site.url("/0")).url == site.url("/5")
    site.redirect("/-1", "/0")
    with pytest.raises(FetchError, match="more than 5 times"):
        fetcher().get(site.url("/-1"))


def test_a_redirect_to_itself_ends_at_once(site: newssite.Site) -> None:
    with pytest.raises(FetchError, match="itself"):
        fetcher().get(site.redirect("/story", site.url("/story")))


@pytest.mark.parametrize("packed", [False, True])
def test_a_large_document_is_refused_also_when_it_is_small_on_the_wire(site: newssite.Site, packed: bool) -> None:
    body = b"a" * 5_000_000
    answer = newssite.Answer(body, headers={"Content-Type": "text/plain"})
    site.answers["/large"] = newssite.gzipped(body) if packed else answer
    with pytest.raises(FetchError, match=r"larger than 0\.1 MB"):
        fetcher().get(site.url("/large"))


def test_compressed_documents_are_unpacked(site: newssite.Site) -> None:
    site.answers["/story"] = newssite.gzipped(newssite.PAGE.encode())
    assert fetcher().get(site.url("/story")).data == newssite.PAGE.encode()


def test_all_parts_of_a_compressed_document_are_kept_and_one_that_is_cut_off_is_refused(site: newssite.Site) -> None:
    head = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    whole = gzip.compress(b"part one, ") + gzip.compress(b"part two") + b"\0" * 9
    site.answers["/story"] = newssite.Answer(whole, headers=head)
    assert fetcher().get(site.url("/story")).data == b"part one, part two"
    site.answers["/story"] = newssite.Answer(gzip.compress(bytes(range(256)) * 50)[:-20], headers=head)
    with pytest.raises(FetchError, match="cut off"):
        fetcher().get(site.url("/story"))


def test_damaged_or_unasked_compression_is_an_error(site: newssite.Site) -> None:
    for encoding in ("gzip", "br"):
        site.answers["/story"] = newssite.Answer(b"no gzip at all", headers={"Content-Encoding": encoding})
        with pytest.raises(FetchError, match="compress"):
            fetcher().get(site.url("/story"))


def test_a_server_that_drips_is_not_waited_for(site: newssite.Site) -> None:
    site.answers["/slow"] = newssite.Answer(b"a" * 1000, headers={"Content-Type": "text/plain"}, drip=0.05)
    began = time.monotonic()
    with pytest.raises(FetchError, match="longer than"):
        fetcher(limits=Limits(seconds=0.5, silence=0.4, pause=0.0)).get(site.url("/slow"))
    assert time.monotonic() - began < 4


def test_redirects_share_the_time_of_the_fetch(site: newssite.Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.page("/3")
    for step in range(3):
        site.redirect(f"/{step}", f"/{step + 1}")
    send = httpx.Client.send

    def slow(*given: Any, **named: Any) -> httpx.Response:
        time.sleep(0.4)
        return send(*given, **named)

    monkeypatch.setattr("httpx.Client.send", slow)
    with pytest.raises(FetchError, match="longer than 1 seconds"):
        fetcher(limits=Limits(seconds=1.0, silence=1.0, pause=0.0)).get(site.url("/0"))
    assert fetcher(limits=Limits(seconds=60.0, silence=1.0, pause=0.0)).get(site.url("/0")).data


def test_a_silent_server_is_not_waited_for(site: newssite.Site) -> None:
    site.answers["/slow"] = newssite.Answer(b"ab", headers={"Content-Type": "text/plain"}, drip=3.0)
    with pytest.raises(FetchError, match="in time"):
        fetcher(limits=Limits(seconds=10.0, silence=0.3, pause=0.0)).get(site.url("/slow"))


@pytest.mark.parametrize(("status", "words"), [(404, "no such page"), (403, "login"), (451, "login"), (503, "later")])
def test_a_refusal_of_the_server_says_what_to_do(site: newssite.Site, status: int, words: str) -> None:
    site.answers["/story"] = newssite.Answer(status=status)
    with pytest.raises(FetchError, match=words):
        fetcher().get(site.url("/story"))


# robots.txt -----------------------------------------------------------------------------------------------------------


def robots(site: newssite.Site, text: str, status: int = 200) -> None:
    site.answers["/robots.txt"] = newssite.Answer(text.encode(), status)


@pytest.mark.parametrize(
    ("rules", "path", "fetched"),
    [
        ("User-agent: *\nDisallow: /private", "/private/story", False),
        ("User-agent: *\nDisallow: /private", "/public/story", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: muqabala\nAllow: /", "/story", True),
        ("User-agent: muqabala\nDisallow: /", "/story", False),
        ("User-agent: other\nDisallow: /", "/story", True),
        ("User-agent: *\nDisallow: /\nAllow: /open/", "/open/story", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/story.pdf", False),
        ("", "/story", True),
    ],
)
def test_robots_txt_is_respected(site: newssite.Site, rules: str, path: str, fetched: bool) -> None:
    site.page(path)
    robots(site, rules)
    if fetched:
        assert fetcher().get(site.url(path)).data
        return
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher().get(site.url(path))
    assert path not in [asked for _, asked in site.asked]


@pytest.mark.parametrize(("status", "fetched"), [(404, True), (403, True), (500, False), (503, False)])
def test_no_robots_txt_allows_everything_and_a_server_in_trouble_nothing(
    site: newssite.Site, status: int, fetched: bool
) -> None:
    site.page("/story")
    robots(site, "", status)
    if fetched:
        assert fetcher().get(site.url("/story")).data
    else:
        with pytest.raises(FetchError, match=str(status)):
            fetcher().get(site.url("/story"))


def test_robots_txt_of_the_site_that_a_redirect_leads_to_counts(site: newssite.Site) -> None:
    """Two names for the one server: its rules are asked for under both."""
    site.redirect("/story", site.url("/there", "other.example"))
    site.page("/there")
    fetcher("news.example", "other.example").get(site.url("/story"))
    assert [path for host, path in site.asked if host.startswith("other")] == ["/robots.txt", "/there"]


def test_there_is_a_pause_between_requests_to_a_site_as_long_as_it_asks_for(site: newssite.Site) -> None:
    site.page("/a")
    robots(site, "User-agent: *\nCrawl-delay: 7")
    pauses: list[float] = []
    patient = Fetcher(QUICK, allow_private=True, resolver=newssite.here("news.example"), sleep=pauses.append)
    patient.get(site.url("/a"))
    assert pauses == [], "nobody waits before the first request"
    patient.get(site.url("/a"))
    (pause,) = pauses
    assert 6 < pause <= 7
