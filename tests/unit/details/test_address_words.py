"""Whose an address is, by the words that stand in it."""

import pytest

from convene.details.address_words import (
    company_in_domain,
    is_somebodys_mailbox,
    speaks_of_colleagues,
    spelt_domain,
    stands_in_domain,
    stands_in_mailbox,
)


@pytest.mark.parametrize("word", ["Ada", "byron", "Müller"])
def test_a_part_of_the_mailbox_tells_whose_it_is(word):
    assert stands_in_mailbox([word], "ada.byron-mueller@acme.test")


@pytest.mark.parametrize("word", ["Acme", "Ad", "test"])
def test_neither_half_a_part_nor_the_domain_is_in_the_mailbox(word):
    assert not stands_in_mailbox([word], "ada@acme.test")


def test_a_word_of_the_company_stands_in_its_domain_but_a_short_one_says_nothing():
    assert stands_in_domain(["Crown", "Goods"], "eva@crown-leather.test")
    assert not stands_in_domain(["of", "Tea"], "eva@teahouseofasia.test")


def test_words_that_the_domain_writes_as_one_are_found_as_they_were_written():
    assert spelt_domain("Tess from Holloway Glass, hello", "tess@holloway-glass.test") == "Holloway Glass"


def test_nothing_stands_in_an_address_nobody_told():
    assert not stands_in_mailbox(["Ada"], None)
    assert not stands_in_domain(["Acme"], None)
    assert spelt_domain("Finch Books", None) == ""


@pytest.mark.parametrize(
    ("domain", "name", "company"),
    [
        ("acme-paints.test", "Ada Byron", "Acme Paints"),
        ("shop.acme.co.test", "Ada Byron", "Acme"),
        ("metallbau-lueders.test", "Eva Lüders", "Metallbau Lüders"),
        ("ada-byron.test", "Ada Byron", ""),
        ("lueders.test", "Eva Lüders", ""),
        ("adabyron.test", "Ada Byron", ""),
        ("ada-byron.test", "Ada", ""),
        ("ab.test", "Ada Byron", ""),
        ("com", "Ada Byron", ""),
    ],
)
def test_a_domain_may_be_named_after_a_company_but_not_after_its_owner(domain, name, company):
    assert company_in_domain(domain, name) == company


def test_a_colleague_beside_an_address_is_heard():
    assert speaks_of_colleagues("can you send it to my colleague zoe@acme.test?")
    assert speaks_of_colleagues("schicken Sie es auch meiner Kollegin zoe@acme.test")
    assert not speaks_of_colleagues("can you send it to zoe@acme.test?")


def test_the_ending_of_a_domain_is_no_part_of_a_company():
    assert spelt_domain("Finch Books", "ada@finchbooks.co.uk") == "Finch Books"


def test_an_address_does_not_spell_itself():
    assert spelt_domain("ada@finchbooks.co.uk", "ada@finchbooks.co.uk") == ""


@pytest.mark.parametrize(("address", "may_be"), [("ada@acme.test", True), ("info@acme.test", False), (None, True)])
def test_a_mailbox_of_nobody_is_known(address, may_be):
    assert is_somebodys_mailbox(address) is may_be
