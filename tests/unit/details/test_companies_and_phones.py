"""Companies and telephone numbers, when they are said."""

import pytest

from convene.details import read_details


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Acme", "Acme"),
        ("acme gmbh", "acme gmbh"),
        ("Firma: Elektro Wimmer e.U.", "Elektro Wimmer e.U."),
        ("Wir von Byron suchen eine Lösung", "Byron"),
        ("we at Byron & Sons need a new press", "Byron & Sons"),
        ("pst ltd", "pst ltd"),
        ("from Acme", "Acme"),
        ("from the University of Oslo, physics", "University of Oslo"),
        ("I work at Brontë & Sons", "Brontë & Sons"),
        ("it's Johnson & Johnson", "Johnson & Johnson"),
        ("company is called '42'", "42"),
        ("Our company is called Blue Ocean", "Blue Ocean"),
        ("company name is ffh", "ffh"),
        ("we are Northwind Robotics", "Northwind Robotics"),
        ("wir sind die Müller AG", "Müller AG"),
        ("bei der Acme GmbH", "Acme GmbH"),
        ("ich arbeite bei Siemens", "Siemens"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne GmbH & Co. KG"),
        ("fast, die Firma heißt vollständig Amsel Säfte GmbH & Co. KG", "Amsel Säfte GmbH & Co. KG"),
        ("the company's full name is Byron Paints Ltd", "Byron Paints Ltd"),
        ("next week Logistics BV", "next week Logistics BV"),
        ("3M", "3M"),
        ("we're Sure Thing Bakers", "Sure Thing Bakers"),
        ("The Friday Choir (we are a club)", "The Friday Choir"),
        ("my employer is the Institute of Tides", "Institute of Tides"),
        ("harbour board in oslo", "harbour board"),
        ("Kranbau Nord B.V., Rotterdam", "Kranbau Nord B.V."),
        ("Gärtnerei Grün e.K.", "Gärtnerei Grün e.K."),
        ("Ruderclub Elbe e. V.", "Ruderclub Elbe e. V."),
        ("it's my own business, Duarte Roofs", "Duarte Roofs"),
        ("Helle Lampen heißt die Firma", "Helle Lampen"),
        ("Finch, Wren & Swift", "Finch, Wren & Swift"),
        ("株式会社サンプル", "株式会社サンプル"),
        ("Mizuumi Seiko K.K., Nagoya", "Mizuumi Seiko K.K."),
        ("für die Freiwillige Feuerwehr Au", "Freiwillige Feuerwehr Au"),
        ("von der Lichtblick UG (haftungsbeschränkt)", "Lichtblick UG (haftungsbeschränkt)"),
        ("a little bakery called 2nd Rise", "2nd Rise"),
        ("Yes & Sons", "Yes & Sons"),
        ("No Worries Ltd", "No Worries Ltd"),
        ("P&Q", "P&Q"),
        ("I own a bakery, Salt & Rye", "Salt & Rye"),
        ("ich habe eine Bäckerei, Salz & Korn", "Salz & Korn"),
        ("I run Salt & Rye", "Salt & Rye"),
        ("unser Laden heißt Salzkorn", "Salzkorn"),
        ("Salzkorn heißt unser Laden", "Salzkorn"),
        ("Salt & Rye is my employer", "Salt & Rye"),
        ("formerly Rye, now Salt & Rye", "Salt & Rye"),
        ("nicht Salz, Korn", "Korn"),
        ("Salt & Rye. And you?", "Salt & Rye"),
        ("Salt & Rye, why do you ask?", "Salt & Rye"),
        ("baker at Salt & Rye", "Salt & Rye"),
        ("I'm the founder of Salt & Rye", "Salt & Rye"),
        ("bin beim Bauhof Nord", "Bauhof Nord"),
        ("freelance, trading as Inkpot", "Inkpot"),
        ("my employer is St. Olaf's School", "St. Olaf's School"),
        ("Verein: Chor Nord e.V.", "Chor Nord e.V."),
        ("On behalf of Salt & Rye plc please", "Salt & Rye plc"),
        ("Die GmbH heißt Salzkorn, also Salzkorn GmbH", "Salzkorn GmbH"),
        ("freiberuflich, Tischlerei Duarte", "Tischlerei Duarte"),
        ("ich frage für den Ruderclub Au an", "Ruderclub Au"),
        ("our company: Duarte Roofs, Inc.", "Duarte Roofs, Inc."),
        ("That would be Duarte Roofs", "Duarte Roofs"),
        ("Das wäre die Tischlerei Duarte", "Tischlerei Duarte"),
        ("the firm is Duarte Partners", "Duarte Partners"),
        ("unsere Firma ist die tischlerei duarte", "tischlerei duarte"),
        ("Ines Duarte, Duarte Roofs Ltd", "Duarte Roofs Ltd"),
        ("sales manager, Duarte Roofs", "Duarte Roofs"),
        ("we used to be Duarte Bros, we're Salt Group now", "Salt Group"),
        ("Wir kommen von der Tischlerei Duarte", "Tischlerei Duarte"),
        ("ich mache die Buchhaltung bei Duarte Dächer", "Duarte Dächer"),
        ("Inhaberin der Tischlerei Duarte", "Tischlerei Duarte"),
        ("Mitarbeiter bei Duarte Dächer, reicht das?", "Duarte Dächer"),
        ("seit März heißen wir Salzkorn Verlag", "Salzkorn Verlag"),
        ("Ines Duarte from Salt Harbour", "Salt Harbour"),
        ("Ines Duarte, Duarte Dächer", "Duarte Dächer"),
        ("we trade as Salt Harbour", "Salt Harbour"),
        ("my company is Bread on Wheels", "Bread on Wheels"),
        ("kitchen hand @ Salt Harbour", "Salt Harbour"),
        ("Salt Harbor - sorry Salt Harbour", "Salt Harbour"),
        ("Salzhaven, nein, Salzhafen", "Salzhafen"),
        ("my brother's firm, Salt & Rye, I only help", "Salt & Rye"),
        ("wir gehören zum Salzkorn Verbund", "Salzkorn Verbund"),
        ("wir sind ein junger Verein, Salzkorn heißt er", "Salzkorn"),
        ("selbständig mit Salzkorn Keramik", "Salzkorn Keramik"),
        ("Assistentin der Leitung bei Salzkorn", "Salzkorn"),
        ("ich bin die Köchin der Salzkorn-Schule", "Salzkorn-Schule"),
        ("I do the accounts for Duarte Roofs", "Duarte Roofs"),
        ("I already said: Duarte Roofs", "Duarte Roofs"),
        ("just put Duarte Roofs", "Duarte Roofs"),
        ("Duarte Roofs please", "Duarte Roofs"),
        ("für Duarte Dächer", "Duarte Dächer"),
        ("HR at Duarte Roofs", "Duarte Roofs"),
        ("managing director - Duarte Roofs", "Duarte Roofs"),
        ("ich bin Pflegerin im Klinikum Ulm", "Klinikum Ulm"),
        ("I teach at the School of Salt", "School of Salt"),
        ("ein Dach für Kinder e.V.", "ein Dach für Kinder e.V."),
        ("www.acme.io", "acme.io"),
        ("Gebr. Duarte GmbH & Co. KG", "Gebr. Duarte GmbH & Co. KG"),
        ("Duarte Bros. Ltd", "Duarte Bros. Ltd"),
        ("Duarte Roofs full stop", "Duarte Roofs"),
        ("uh duarte roofs", "duarte roofs"),
        ("duarte roofs if that helps", "duarte roofs"),
        ("duarte roofs thats us", "duarte roofs"),
        ("Duarte Steuerberatung", "Duarte Steuerberatung"),
        ("https://www.acme.io/about", "acme.io"),
    ],
)
def test_the_answer_to_which_company(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    "text",
    [
        "self-employed", "I'm self-employed", "I'm a student", "freelancer", "none", "keine", "privat",
        "ich bin selbstständig", "just me", "I don't have a company", "rather not say", "geht dich nichts an",
        "why?", "how long does it take?", "yes", "no", "the second", "Thursday", "tomorrow at 3", "42", "asdfgh",
        "i work for myself", "I'm here privately", "unemployed at the moment", "bin arbeitssuchend", "qwert qwert",
        "zurzeit ohne Job", "als Privatkunde", "are you alive", "do you offer tours", "cancel my call with Ines",
        "the dishwasher is leaking", "change the colour of all my buttons", "wer antwortet mir da",
        "could I talk to Ines Duarte", "spiel was von Duarte", "put it off", "maternity leave", "ich bin Rentnerin",
        "asking for a friend", "ich frage für eine Freundin", "wir sind ein Verein", "selbstständig, aus Berlin",
        "Sachbearbeiterin im Einkauf", "Abteilungsleiter in der Buchhaltung", "Referentin im Personalwesen",
        "I'm a carpenter", "im a data analyst", "ich bin Lehrer", "Ich bin die Ines",
        "head of purchasing", "I'm a team leader in sales", "Teamleiter", "Mittwochvormittag",
    ],
)  # fmt: skip
def test_no_company_is_stored_where_there_is_none(text):
    assert read_details(text, "company").company is None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("I'm Ada from Acme", "Acme"),
        ("Ada Lovelace, Acme GmbH", "Acme GmbH"),
        ("Ich bin Anna Berger von der Acme GmbH", "Acme GmbH"),
        ("hello from Acme", "Acme"),
        ("I am at Acme", "Acme"),
        ("I am Ada (from Acme North).", "Acme North"),
        ("i work at northwind", "northwind"),
        ("Ada at Acme Inc., ada@acme.io", "Acme Inc."),
        ("Ada Lovelace / Acme Labs / ada@acme.io", "Acme Labs"),
        ("I'm Ada from Berlin", None),
        ("I work from home", None),
        ("from Thursday on", None),
        ("at 3", None),
        ("call at Five", None),
        ("from 3 to 5", None),
        ("Dienstag ab 10", None),
        ("Wir sind die Duarte Metallbau AG aus Ulm", "Duarte Metallbau AG"),
        ("I'm from the sales team", None),
        ("Ich brauche einen Termin bei Northwind", None),
        ("Wie siehts bei Ihnen Ende des Monats aus?", None),
        ("Anne-Sophie von der Leyen-Brandt", None),
    ],
)
def test_a_company_is_heard_unasked_only_when_somebody_says_they_belong_to_it(text, company):
    assert read_details(text).company == company


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("call me on +49 171 1234567", "+49 171 1234567"),
        ("+358401234567", "+358 40 1234567"),
        ("my number is +1 (415) 555-2671", "+1 415-555-2671"),
        ("0171/1234567", "+49 171 1234567"),
        ("(030) 123456", "+49 30 123456"),
        ("00442079460958", "+44 20 7946 0958"),
        ("555-123-4567", "555-123-4567"),
        ("my number is 1712345678", "1712345678"),
        ("01.23.45.67.89", "01.23.45.67.89"),
        ("2026-12-03", None),
        ("03.12.2026 15:00", None),
        ("12.12. - 14.12.", None),
        ("10:00-12:30", None),
        ("3-4 pm", None),
        ("order 12345678", None),
        ("1234567890123456789", None),
    ],
)
def test_a_telephone_number_is_told_from_dates_and_other_numbers(text, phone):
    """What the numbering plans know is written internationally; anything else stays as it was typed."""
    assert read_details(text, country="DE").phone == phone


def test_a_number_without_a_country_code_is_read_where_the_visitor_is():
    assert read_details("call 020 7946 0958", country="GB").phone == "+44 20 7946 0958"
    assert read_details("call 020 7946 0958").phone == "020 7946 0958"


@pytest.mark.parametrize(
    "text", ["n/a", "tut nichts zur Sache", "pensionist", "in Rente", "Hausfrau", "looking for work"]
)
def test_who_works_for_nobody_has_no_company(text):
    assert read_details(text, "company").company is None


def test_a_company_is_named_by_those_who_founded_it():
    assert read_details("wir sind ein Start-up namens Nimbus", "company").company == "Nimbus"


def test_several_words_behind_a_full_name_are_a_company():
    assert read_details("Jule Krämer, Bäckerei Krämer", "name").company == "Bäckerei Krämer"
    assert read_details("Ada Lovelace, Analytical Engines", "name").company == "Analytical Engines"
    assert read_details("Jule Krämer, jule@post.test, Bäckerei Krämer", "email").company == "Bäckerei Krämer"


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe, Sales Manager", "Jane Doe, New York", "Jane Doe, Marketing", "Doe, Jane Ann",
        "Jane Doe / Head of Sales / jane@post.test", "Jane Doe\nNotärztin für Kinder\njane@post.test",
    ],
)  # fmt: skip
def test_a_role_or_a_town_behind_a_name_is_no_company(text):
    assert read_details(text, "name").company is None


@pytest.mark.parametrize(
    "leave", ["Viele Grüße", "Herzliche Grüße", "Warm Regards", "Best Wishes", "Vielen Dank", "LG Jule", "Cheers Jule"]
)
@pytest.mark.parametrize("between", [", ", ", jule@post.test, ", "\njule@post.test\n"])
def test_how_somebody_takes_leave_behind_their_name_is_no_company(between, leave):
    found = read_details(f"Jule Krämer{between}{leave}", "name")

    assert (found.name, found.company) == ("Jule Krämer", None)


@pytest.mark.parametrize("pause", [" / ", " | ", " - ", "\n", ", "])
def test_a_company_between_name_and_address_is_heard_whatever_parts_them(pause):
    found = read_details(pause.join(["Jule Krämer", "Krämer & Söhne", "jule@post.test"]), "email")

    assert (found.name, found.company, found.email) == ("Jule Krämer", "Krämer & Söhne", "jule@post.test")


@pytest.mark.parametrize("asked", ["name", "email"])
@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("j.kraemer@post.test, die Firma ist Krämer Lichttechnik", "Krämer Lichttechnik"),
        ("j.kraemer@post.test, Firma Krämer Lichttechnik", "Krämer Lichttechnik"),
        ("her mail is j.kraemer@post.test and the company is Krämer Lights", "Krämer Lights"),
        ("j.kraemer@post.test, Bäckerei Krämer", "Bäckerei Krämer"),
        ("company: Krämer Lights", "Krämer Lights"),
    ],
)
def test_a_company_that_is_called_one_is_no_name(text, company, asked):
    found = read_details(text, asked)

    assert (found.name, found.company) == (None, company)


@pytest.mark.parametrize("text", ["Firma Termin", "Werkstatt Termin", "Technik Support", "company website"])
def test_a_kind_of_company_and_an_everyday_word_are_no_company(text):
    assert read_details(text).company is None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("I have been with Quillfeather for ten years", "Quillfeather"),
        ("wir sind seit kurzem bei Federkiel", "Federkiel"),
        ("I keep the books for Quillfeather", "Quillfeather"),
        ("meine Werkstatt heißt Federkiel", "Federkiel"),
        ("you'll hardly know us, Quillfeather", "Quillfeather"),
        ("das kennen Sie nicht, Federkiel", "Federkiel"),
    ],
)
def test_the_only_strange_name_in_a_sentence_about_oneself_is_the_company(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    "text",
    [
        "I'm coming with Bea Lund",
        "ich komme mit Bea Lund",
        "ask Bea Lund",
        "Bea Lund hat mir das empfohlen",
        "mein Chef heißt Anton",
        "Bea Lund, self-employed",
        "find me a ferry from Calais to Dover",
        "noch auf Jobsuche",
        "Thursday at 10, Bea",
    ],
)
def test_somebody_else_and_a_wish_are_no_company(text):
    assert read_details(text, "company").company is None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Quillfeather I guess", "Quillfeather"),
        ("Quillfeather is fine", "Quillfeather"),
        ("Federkiel reicht", "Federkiel"),
        ("we're Quillfeather Press and print posters", "Quillfeather Press"),
        ("Federkiel Druck und ich hätte gern Dienstag", "Federkiel Druck"),
        ("ich mache bei Federkiel die Abrechnung", "Federkiel"),
        ("currently Quillfeather", "Quillfeather"),
        ("immer noch Federkiel", "Federkiel"),
        ("sure! it's Quillfeather.", "Quillfeather"),
        ("Inks, oh no, Quillfeather", "Quillfeather"),
    ],
)
def test_what_is_said_around_a_company_is_no_part_of_it(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Erzieherin am Krankenhaus Nord", "Krankenhaus Nord"),
        ("ich studiere an der Elbakademie", "Elbakademie"),
        ("wir arbeiten unter dem Namen Federkiel", "Federkiel"),
        ("we operate under the name of Quillfeather", "Quillfeather"),
        ("Federkiel nennt sich das Ganze", "Federkiel"),
        ("our firm Quillfeather", "Quillfeather"),
        ("the business is Ames and Boyle", "Ames and Boyle"),
    ],
)
def test_a_company_is_known_by_how_workplaces_and_firms_are_called(text, company):
    found = read_details(text, "company")
    assert (found.company, found.name) == (company, None)


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("I've been at Quillfeather since May", "Quillfeather"),
        ("I started at Quillfeather last year", "Quillfeather"),
        ("ich arbeite seit 2019 für die Federkiel Druck", "Federkiel Druck"),
        ("It's for 3 Quills", "3 Quills"),
        ("for now Quillfeather", "Quillfeather"),
    ],
)
def test_since_when_somebody_works_there_is_no_part_of_it(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("im at quillfeather press", "quillfeather press"),
        ("we're a small team at quillfeather", "quillfeather"),
        ("clerk at quillfeather press", "quillfeather press"),
        ("i do sales for quillfeather", "quillfeather"),
        ("i think it's quillfeather press", "quillfeather press"),
        ("quillfeather press i think it's called", "quillfeather press"),
        ("quillfeather press we're called", "quillfeather press"),
        ("yeah put quillfeather press there", "quillfeather press"),
        ("our organisation is quillfeather press", "quillfeather press"),
        ("mein betrieb ist federkiel druck", "federkiel druck"),
        ("unser Betrieb: federkiel druck", "federkiel druck"),
        ("trag einfach federkiel druck ein", "federkiel druck"),
        ("federkiel druck glaub ich", "federkiel druck"),
        ("ines from quillfeather press", "quillfeather press"),
        ("Ines, from quillfeather press", "quillfeather press"),
        ("Inhaberin vom federkiel druck", "federkiel druck"),
        ("quillfeather press from just outside York", "quillfeather press"),
        ("Could you bill Salt & Rye Ltd? They pay for me.", "Salt & Rye Ltd"),
        ("QFP 🙂", "QFP"),
        ("that's us, quillfeather press", "quillfeather press"),
        ("arbeitgeber federkiel druck", "federkiel druck"),
        ("das wäre dann die Federkiel Druck", "Federkiel Druck"),
        ("hi nes again from Quillfeather Press", "Quillfeather Press"),
        ("book a room at the harbour", None),
        ("i need a quote for my garden", None),
        ("put it off", None),
    ],
)
def test_a_company_in_lower_case_is_read_out_of_a_sentence(text, company):
    assert read_details(text, "company").company == company


def test_the_kind_of_company_is_told_from_its_name():
    assert read_details("it's the family business, Salt & Sons", "company").company == "Salt & Sons"
    assert read_details("it's the Salt House, a bakery", "company").company == "Salt House"


def test_who_comes_from_a_company_is_no_part_of_its_name():
    """The company is told by its kind, so that no word need lead to it."""
    read = read_details("Ada Lovelace von Lund Logistics, ada@lund.test", "name")

    assert (read.name, read.company) == ("Ada Lovelace", "Lund Logistics")


@pytest.mark.parametrize(
    "text",
    [
        "Abteilung Verkauf", "Vertriebsabteilung", "Finanzwesen", "accounts department", "Marketing", "COO",
        "Sachgebiet Straßenbau", "Kleinunternehmerin", "Tischlermeister", "leitende Assistentin",
        "ich bin Ärztin mit eigenem Labor",
    ],
)  # fmt: skip
def test_what_somebody_does_and_where_within_a_company_is_no_company(text):
    assert read_details(text, "company").company is None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("früher bei Federkiel, jetzt bei Salzkorn", "Salzkorn"),
        ("früher bei federkiel jetzt bei salzkorn", "salzkorn"),
        ("formerly with Quillfeather, these days Salt & Rye", "Salt & Rye"),
        ("bin in Rente, war lange bei Federkiel", None),
        ("Unser Sohn hat bei Salzkorn gelernt", None),
        ("my wife works for Salt & Rye, I come for our house", None),
        ("Kennen Sie Salzkorn? Die haben uns geholfen", None),
        ("Federkiel Druck, ist das nötig?", "Federkiel Druck"),
    ],
)
def test_what_was_and_what_others_do_is_no_answer(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Salzkorn Bau, halt, Salzhorn Bau", "Salzhorn Bau"),
        ("Salzkorn Bau sorry Salzhorn Bau", "Salzhorn Bau"),
        ("Salzkorn – Moment, wir heißen seit Jänner Salzhorn GmbH", "Salzhorn GmbH"),
        ("Salzhorn mit h", "Salzhorn"),
        ("Lillt Dächer mit zwei t", "Lillt Dächer"),
        ("Quillfeather with two l", "Quillfeather"),
    ],
)
def test_a_company_put_right_or_spelt_is_kept_as_it_is_meant(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("mir san vom Kirchenwirt", "Kirchenwirt"),
        ("i bi vo de Garage Rüegg", "Garage Rüegg"),
        ("i schaff beim Schlosser Veit", "Schlosser Veit"),
        ("Wir von Salz & Korn wollen im Mai umziehen", "Salz & Korn"),
        ("Bin Köchin bei der Kantine Nord KG und suche Hilfe", "Kantine Nord KG"),
        ("Ich heiße Ines Duarte und komme von der Sattlerei Ott", "Sattlerei Ott"),
        ("tischlerei duarte", "tischlerei duarte"),
        ("Ich habe einen Kiosk, nennt sich Salzkorn", "Salzkorn"),
        ("wir sind ein chor und zwar der chor nordlicht e.v.", "chor nordlicht e.v."),
        ("Ich frage für unseren Verein, den SC Blau-Gelb Au", "SC Blau-Gelb Au"),
        ("steht im Profil: Salzkorn GmbH", "Salzkorn GmbH"),
        ("hier Sattlerei Ott am Apparat", "Sattlerei Ott"),
        ("im auftrag von ott catering und die karte bitte auch", "ott catering"),
        ("ich komme für die Firma Ott Leder KG", "Ott Leder KG"),
        ("das geht von Firma Ott aus", None),
    ],
)
def test_a_company_is_heard_in_the_words_people_wrap_around_it(text, company):
    found = read_details(text, "company")

    assert found.company == company
    assert company is None or found.name != company


@pytest.mark.parametrize("text", ["fdsa", "lkjhgfd", "sdfsdfsdf", "qwrtpk", "aslkdjfh"])
@pytest.mark.parametrize("asked", ["name", "company"])
def test_keys_hit_at_random_are_nobody(text, asked):
    found = read_details(text, asked)

    assert (found.name, found.company) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Florist", "Kauffrau", "Dachdecker und Klempner", "nur der Azubi", "Familie Duarte", "Mieterin", "carpenter",
        "bin Kunde bei der Nordbank", "wegen der Markise", "Solaranlage", "eine neue Heizung", "hamma ned",
        "nichts Geschäftliches", "trifft nicht zu", "unser Verein", "Studiere noch", "in der Gastronomie", "retail",
        "öffentlicher Dienst", "bin gerade zuhause", "Pensionärin",
    ],
)  # fmt: skip
def test_who_somebody_is_to_others_and_what_they_come_for_is_no_company(text):
    assert read_details(text, "company").company is None


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("wir sind zu viert, Buchbinderei Ott", "Buchbinderei Ott"),
        ("Assistenz der Leitung, Ott Leder KG", "Ott Leder KG"),
        ("Bauleiterin Ott Leder", "Ott Leder"),
        ("Niederlassung West der Ott Leder KG", "Ott Leder KG"),
        ("Studentin an der FH Ulm", "FH Ulm"),
        ("arbeite im Bauamt der Stadt Ulm", "Bauamt der Stadt Ulm"),
        ("das Lokal heißt Salzkorn", "Salzkorn"),
        ("Salzkorn wie immer", "Salzkorn"),
        ("Salskorn, Salzkorn", "Salzkorn"),
        ("Salzkorn nicht Salzhorn", "Salzkorn"),
        ("salzkorn alles klein geschrieben", "salzkorn"),
        ("Salzkorn (Nord) GmbH", "Salzkorn (Nord) GmbH"),
        ("Department of Salt", "Department of Salt"),
        ("2&2", "2&2"),
        ("Beamtin beim Land Salzhorn", "Land Salzhorn"),
        ("Salzkorn und Herr Ott kennt uns", "Salzkorn"),
        ("für meinen Kindergarten, Haus Salzkorn", "Haus Salzkorn"),
        ("Ott, Firma Salzkorn", "Salzkorn"),
        ("Monika von Salzkorn", "Salzkorn"),
        ("derzeit ohne Anstellung", None),
    ],
)
def test_a_company_is_told_from_who_somebody_is_in_it_and_how_it_is_written(text, company):
    assert read_details(text, "company").company == company


@pytest.mark.parametrize(
    "company",
    [
        "Nur Licht GmbH", "Just Pens", "Jetzt Salzkorn", "Only Quills Ltd", "Pflege Ott", "Handel Ott", "Klempner Ott",
        "Leiter & Töchter", "Heizung Ott", "Team Ott", "Civil Quill Partners", "Küche & Bad", "Gerüst Manager Ott GmbH",
    ],
)  # fmt: skip
def test_words_for_roles_fields_and_times_may_stand_in_the_name_of_a_company(company):
    assert read_details(company, "company").company == company


def test_a_legal_form_of_two_parts_is_heard_unasked():
    assert read_details("Amsel Säfte GmbH & Co. KG").company == "Amsel Säfte GmbH & Co. KG"
