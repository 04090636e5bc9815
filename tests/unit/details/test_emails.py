"""Addresses as people type and spell them (cases A17, D4)."""

import pytest

from convene.details import read_details


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("zoe@acme.io", "zoe@acme.io"),
        ("my mail: x@y.zz", "x@y.zz"),
        ("zoe@acme.io.", "zoe@acme.io"),
        ("(zoe@acme.io)!", "zoe@acme.io"),
        ("'zoe@acme.io'", "zoe@acme.io"),
        ("mailto:zoe@acme.io?subject=hello", "zoe@acme.io"),
        ("Zoe <zoe@acme.io>", "zoe@acme.io"),
        ("E-Mail:zoe@acme.io", "zoe@acme.io"),
        ("ZOE.BERG@ACME.IO", "zoe.berg@acme.io"),
        ("o'neill+meet@sub.acme.co.uk", "o'neill+meet@sub.acme.co.uk"),
        ("zoe at acme dot io", "zoe@acme.io"),
        ("ZOE AT ACME DOT IO", "zoe@acme.io"),
        ("it's zoe dot van underscore berg at acme dash labs dot co dot uk", "zoe.van_berg@acme-labs.co.uk"),
        ("zoe plus cal at acme dot io please", "zoe+cal@acme.io"),
        ("zoe (at) acme.io", "zoe@acme.io"),
        ("zoe [at] acme [dot] io", "zoe@acme.io"),
        ("zoe(at)acme(punkt)de", "zoe@acme.de"),
        ("zoe @ acme.io", "zoe@acme.io"),
        ("zoe@ acme.io", "zoe@acme.io"),
        ("zoe @ acme . io", "zoe@acme.io"),
        ("zoe.berg@acme dot de", "zoe.berg@acme.de"),
        ("zoe@acme punkt co punkt uk", "zoe@acme.co.uk"),
        ("z o e at acme dot io", "zoe@acme.io"),
        ("z i a at acme dot io", "zia@acme.io"),
        ("Z-O-E at acme dot io", "zoe@acme.io"),
        ("z o e @ acme . io", "zoe@acme.io"),
        ("zoe underscore berg 99 at acme dot io", "zoe_berg99@acme.io"),
        ("zoe at the rate acme dot io", "zoe@acme.io"),
        ("meine mail ist zoe punkt berg ät acme punkt de", "zoe.berg@acme.de"),
        ("zoe unterstrich b klammeraffe acme punkt de", "zoe_b@acme.de"),
        ("jörg@müller-bau.example", "jörg@müller-bau.example"),
        ("zoe@northwind.test", "zoe@northwind.test"),
        ("zoe@northwind.example", "zoe@northwind.example"),
        ("zoe at acme dot io full stop", "zoe@acme.io"),
        ("uh it's zoe äh at acme dot io", "zoe@acme.io"),
        ("z wie zeppelin punkt berg at acme punkt io", "z.berg@acme.io"),
        ("z as in zebra, b as in bear at acme dot io", "zb@acme.io"),
        ("Zoe zberg@gmail.com", "zberg@gmail.com"),
        ("zoe zoe@gmail.com", "zoe@gmail.com"),
        ("Zoe office@acme.io", "office@acme.io"),
    ],
)
def test_an_address_is_read_however_it_is_written(text, email):
    found = read_details(text, "email")

    assert (found.email, found.email_problem) == (email, None)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("no, it is zoe@acme.io", "zoe@acme.io"),
        ("not zo@acme.io, it is zoe@acme.io", "zoe@acme.io"),
        ("zoe@acme.io (work) or zo@gmail.com (private)", "zoe@acme.io"),
        ("it's zoe@acme.io, not zo@acme.io", "zoe@acme.io"),
        ("zo@acme.io no wait zoe@acme.io", "zoe@acme.io"),
        ("nicht zo@acme.io sondern zoe@acme.io", "zoe@acme.io"),
        ("zoe@acme.io statt zo@acme.io", "zoe@acme.io"),
        ("zoe@acme.io instead of zo@acme.io", "zoe@acme.io"),
        ("either work@acme.io or home@acme.io, work is better", "work@acme.io"),
        ("cc my colleague: ana@acme.io; me: zoe@acme.io", "zoe@acme.io"),
        ("me: zoe@acme.io, and cc ana@acme.io", "zoe@acme.io"),
        ("zoe@acme.io or personal zoe@home.io", "zoe@acme.io"),
    ],
)
def test_of_several_addresses_the_meant_one_is_taken(text, email):
    assert read_details(text, "email").email == email


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@outlok.de", "a@outlook.de"),
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@yaho.com", "a@yahoo.com"),
        ("a@googlemial.com", "a@googlemail.com"),
        ("a@t-onlin.de", "a@t-online.de"),
        ("a@gmx.dee", "a@gmx.de"),
    ],
)
def test_a_slip_in_a_popular_domain_is_asked_about_a17(typed, likely):
    found = read_details(typed, "email")

    assert (found.email, found.email_problem, found.email_suggestion) == (typed, "typo_domain", likely)


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "gmx.de", "web.de", "yahoo.co.uk", "yahoo.ca", "live.de", "outlook.com.au", "email.com", "acme.io"],
)
def test_real_domains_are_left_alone_a17(domain):
    assert read_details(f"a@{domain}", "email").email_problem is None


def test_an_at_sign_behind_an_address_is_no_address():
    assert read_details("ada@acme.test @", "email").email in (None, "ada@acme.test")


@pytest.mark.parametrize(
    "text",
    [
        "bob@@acme.io",
        "bob.acme.io",
        "bob@acme",
        "bob@",
        "@bob",
        "bob@acme..io",
        "a@b@c.de",
        "bob@-x.org",
        "bob@localhost",
        "bob@acme.x",
        "zoe berg@gmail.com",
    ],
)
def test_an_impossible_address_is_said_to_be_one(text):
    found = read_details(text, "email")

    assert (found.email, found.email_problem) == (None, "invalid")


@pytest.mark.parametrize(
    "text",
    [
        "rather not", "what for?", "i dont have one", "habe keine e-mail", "die gebe ich nicht raus",
        "same as before", "tomorrow at 3", "Thursday at 3.30", "3.12.", "https://acme.io/contact",
        "I work at acme.io", "look at acme.io", "meet me at noon", "just call me",
        "z berg at acme dot io",
        "it's my first name dot last name at acme dot io",
    ],
)  # fmt: skip
def test_where_no_address_is_given_none_is_stored_or_blamed(text):
    found = read_details(text, "email")

    assert (found.email, found.email_problem) == (None, None)


@pytest.mark.parametrize(
    ("text", "email", "guests"),
    [
        ("kann eva@acme.test auch dazukommen?", None, ("eva@acme.test",)),
        ("please invite my colleague zoe@acme.io too", None, ("zoe@acme.io",)),
        ("zoe@acme.io should come as well", None, ("zoe@acme.io",)),
        ("I am ada@acme.io, please add zoe@acme.io and max@acme.io", "ada@acme.io", ("zoe@acme.io", "max@acme.io")),
        ("ada@acme.io, cc zoe@acme.io", "ada@acme.io", ("zoe@acme.io",)),
        ("bitte auch meine Kollegin zoe@acme.io einladen", None, ("zoe@acme.io",)),
        ("ada@acme.io, in Kopie bitte zoe@acme.io", "ada@acme.io", ("zoe@acme.io",)),
        ("can my boss come too? zoe@acme.io", None, ("zoe@acme.io",)),
        ("kann meine Chefin auch kommen? zoe@acme.io", None, ("zoe@acme.io",)),
        ("invite me at ada@acme.io", "ada@acme.io", ()),
        ("send the invite to ada@acme.io", "ada@acme.io", ()),
        ("for the invite: ada@acme.io", "ada@acme.io", ()),
        ("send the invitation to ada@acme.io", "ada@acme.io", ()),
        ("laden Sie mich unter ada@acme.io ein", "ada@acme.io", ()),
        ("meine Chefin soll die Einladung bekommen: zoe@acme.io", "zoe@acme.io", ()),
        ("it should go to my boss: zoe@acme.io", "zoe@acme.io", ()),
        ("bitte an meine Kollegin schicken: zoe@acme.io", "zoe@acme.io", ()),
        ("me: ada@acme.io, them: zoe@acme.io and max@acme.io", "ada@acme.io", ("zoe@acme.io", "max@acme.io")),
        ("ich: ada@acme.io, die anderen: zoe@acme.io, max@acme.io", "ada@acme.io", ("zoe@acme.io", "max@acme.io")),
    ],
)  # fmt: skip
def test_colleagues_who_are_to_come_too_are_told_from_the_visitor(text, email, guests):
    found = read_details(text, "email")

    assert (found.email, found.guests) == (email, guests)


def test_nobody_is_written_to_because_of_a_guess():
    """What only sounds like an address is nobody's, and least of all a guest's."""
    found = read_details("can I meet one of your colleagues, ideally at some point next week?")

    assert (found.email, found.guests) == (None, ())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Zoe here, zoe dot berg plus work at acme dot io", "zoe.berg+work@acme.io"),
        ("zoeberg all one word at acme dot io", "zoeberg@acme.io"),
        ("zoe berg one word at acme dot io", "zoeberg@acme.io"),
        ("zoeberg zusammengeschrieben ät acme punkt io", "zoeberg@acme.io"),
        ("all lowercase, zoe underscore berg at acme dot io", "zoe_berg@acme.io"),
        ("I work at acme dot io", None),
    ],
)
def test_how_a_spoken_address_is_written_is_no_part_of_it(text, address):
    assert read_details(text, "email").email == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("max@acme.io is my boss, mine is zoe@acme.io", "zoe@acme.io"),
        ("max@acme.io ist mein Chef, ich bin zoe@acme.io", "zoe@acme.io"),
        ("max@acme.io no wait that's my old one, use zoe@acme.io", "zoe@acme.io"),
        ("her mail is max@acme.io, mine is zoe@acme.io", "zoe@acme.io"),
        ("move it to four and send the new invite to zoe@acme.io", "zoe@acme.io"),
    ],
)
def test_the_visitors_address_is_told_from_anothers_beside_it(text, address):
    found = read_details(text, "email")
    assert (found.email, found.guests) == (address, ())


@pytest.mark.parametrize("text", ["her mail is max@acme.io", "seine Adresse ist max@acme.io"])
def test_anothers_address_is_not_the_visitors_unless_one_was_asked_for(text):
    found = read_details(text)
    assert (found.email, found.email_problem) == (None, None)
    assert read_details(text, "email").email == "max@acme.io"


@pytest.mark.parametrize(
    "text",
    [
        "zoe@acme.io stimmt nicht", "zoe@acme.io geht leider nicht mehr", "zoe@acme.io, das ist meine alte",
        "bitte nicht mehr an zoe@acme.io", "keinesfalls an die alte zoe@acme.io", "löschen Sie bitte zoe@acme.io",
        "zoe@acme.io is wrong", "zoe@acme.io doesn't work", "never write to zoe@acme.io", "I no longer use zoe@acme.io",
        "that is not mine: zoe@acme.io", "zoe berg@acme.io ist falsch",
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["email", None])
def test_an_address_that_must_not_be_used_is_not_taken(text, asked):
    assert read_details(text, asked).email is None


@pytest.mark.parametrize(
    "text",
    [
        "zoe@acme.io stimmt", "zoe@acme.io ist alt, aber geht noch", "zoe@acme.io, bitte nicht weitergeben",
        "kein Problem, zoe@acme.io", "not by post but zoe@acme.io", "why not zoe@acme.io",
        "zoe@acme.io, nicht an zo@acme.io", "zo@acme.io bounced, use zoe@acme.io", "früher zo@acme.io, nun zoe@acme.io",
    ],
)  # fmt: skip
def test_an_address_is_taken_although_something_beside_it_is_refused(text):
    assert read_details(text, "email").email == "zoe@acme.io"


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("z o e 0 7 at acme punkt io", "zoe07@acme.io"),
        ("z 0 e at acme dot io", "z0e@acme.io"),
        ("z o e punkt b e r g unterstrich 1 at acme punkt io", "zoe.berg_1@acme.io"),
        ("zoe 0 7 at acme dot io", "zoe07@acme.io"),
        ("Z, O, E at acme dot io", "zoe@acme.io"),
        ("zoe at g m x punkt d e", "zoe@gmx.de"),
        ("zoe@gmx,de", "zoe@gmx.de"),
        ("zoe@gmx de", "zoe@gmx.de"),
        ("zoe -at- acme.io", "zoe@acme.io"),
        ("zoe Klammer Affe acme Punkt io", "zoe@acme.io"),
    ],
)
def test_letters_and_figures_told_one_by_one_are_put_together(text, email):
    found = read_details(text, "email")

    assert (found.email, found.email_problem) == (email, None)


@pytest.mark.parametrize(
    "text", ["zoe.ber g@gmx.de", "zoe. berg@gmx.de", "zoe_ berg@gmx.de", "zoe,berg@gmx.de", "zoe berg at gmx punkt de"]
)
def test_an_address_torn_in_two_is_asked_about(text):
    found = read_details(text, "email")

    assert (found.email, found.email_problem) == (None, "invalid")


@pytest.mark.parametrize(
    ("text", "email", "guests"),
    [
        ("an mich, zoe@acme.io, und bitte auch an meine Chefin, eva@acme.io", "zoe@acme.io", ("eva@acme.io",)),
        ("to me, zoe@acme.io, and also to my boss eva@acme.io", "zoe@acme.io", ("eva@acme.io",)),
        ("zoe@acme.io und zusätzlich eva@acme.io", "zoe@acme.io", ()),
        ("eva@acme.io bitte in cc, ich selbst bin zoe@acme.io", "zoe@acme.io", ("eva@acme.io",)),
        ("eva@acme.io oder zoe@acme.io, lieber die erste", "eva@acme.io", ()),
    ],
)
def test_the_first_of_two_addresses_is_meant_when_the_second_comes_on_top(text, email, guests):
    found = read_details(text, "email")

    assert (found.email, found.guests) == (email, guests)
