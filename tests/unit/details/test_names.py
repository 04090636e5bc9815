"""Which name, if any, somebody gives when the bot asks for it, or without being asked."""

import pytest

from convene.details import read_details

GIVEN = {
    "alone": {
        "Ada Lovelace": "Ada Lovelace",
        "ada lovelace": "ada lovelace",
        "Ada": "Ada",
        "ada": "ada",
        "ines van den bosch": "ines van den bosch",
        "Ada Lovelace.": "Ada Lovelace",
        "Ada 🙂": "Ada",
        "lars, thanks": "lars",
        "Priya S., thanks a lot": "Priya S.",
        "i already told you, Ines Duarte": "Ines Duarte",
        "Sure! Ines Duarte": "Ines Duarte",
        "Hello Ines": "Ines",
        "Ja, Peter Müller": "Peter Müller",
        "ja peter müller": "peter müller",
        "Duarte, Ines": "Ines Duarte",
        "de la Cruz y Ortega, Ines": "Ines de la Cruz y Ortega",
        "Ines Duarte, preferably on a Tuesday": "Ines Duarte",
        "Ines Duarte from Acme": "Ines Duarte",
        "Ines Duarte, Acme GmbH": "Ines Duarte",
        "Sofia, and you?": "Sofia",
    },
    "in other words": {
        "The name's Duarte, Ines Duarte": "Ines Duarte",
        "name is Ines, surname Duarte": "Ines Duarte",
        "first: Ines last: Duarte": "Ines Duarte",
        "Duarte with a t, first name Ines": "Ines Duarte",
        "please put down Ines Duarte": "Ines Duarte",
        "I go by Nes, full name Ines Duarte": "Ines Duarte",
        "Ines Duarte is my full name": "Ines Duarte",
        "Mr and Mrs Duarte": "Duarte",
        "I-N-E-S D-U-A-R-T-E": "Ines Duarte",
        "Ich werde Nessi genannt": "Nessi",
        "sag einfach Nessi": "Nessi",
        "just put Nessi": "Nessi",
        "Sie können mich Nessi nennen": "Nessi",
        "Ich werde Nessi gerufen, heiße aber Ines Duarte": "Ines Duarte",
        "Schreiben Sie bitte Ines Duarte": "Ines Duarte",
        "hier ist die Ines vom Einkauf": "Ines",
        "Ines Duarte von der Duarte Metallbau GmbH": "Ines Duarte",
    },
    "of the world": {
        "Zoë van der Berg": "Zoë van der Berg",
        "Nguyễn Văn An": "Nguyễn Văn An",
        "O'Neill": "O'Neill",
        "my name is Abd al-Karim ibn Salih": "Abd al-Karim ibn Salih",
        "Thandi kaMpande": "Thandi kaMpande",
        "D’Angelo": "D'Angelo",
        "Jeanne d'Arc": "Jeanne d'Arc",
        "Jean-Luc Ní Bhriain": "Jean-Luc Ní Bhriain",
        "Łukasz Żak": "Łukasz Żak",
        "Þóra Jónsdóttir": "Þóra Jónsdóttir",
        "ludwig van beethoven": "ludwig van beethoven",
        "J. R. R. Tolkien": "J. R. R. Tolkien",
        "Иван Петров": "Иван Петров",
        "李小龙": "李小龙",
        "田中 太郎": "田中 太郎",
        "سارة أحمد": "سارة أحمد",
        "Ng": "Ng",
        "Valentin": "Valentin",
        "ich bin kristin": "kristin",
        "Schumacher": "Schumacher",
        "da Costa": "da Costa",
        "प्रिया शर्मा": "प्रिया शर्मा",
        "Zoe\u0308 van 't Hoff": "Zoë van 't Hoff",
        "lars von der au": "lars von der au",
        "Hans-J. Petersen": "Hans-J. Petersen",
        "Bo": "Bo",
    },
    "with words around": {
        "my name is Bill Cancel": "Bill Cancel",
        "my name is ada and I'd like a demo": "ada",
        "call me Max": "Max",
        "They call me Max, Max Power": "Max Power",
        "could somebody call me tomorow? My name is Ada Lovelace": "Ada Lovelace",
        "I'm Ada from Acme": "Ada",
        "this is Ada Lovelace speaking": "Ada Lovelace",
        "hi it's Zoë van der Berg again": "Zoë van der Berg",
        "Ada Lovelace here": "Ada Lovelace",
        "Ada Lovelace is my name": "Ada Lovelace",
        "put me down as Ada Lovelace please": "Ada Lovelace",
        "book it under ada lovelace": "ada lovelace",
        "they call me Zoë but the booking should be for Zoë van der Berg": "Zoë van der Berg",
        "no, my name is Ada": "Ada",
        "not Jan Brandt but Jon Brandt": "Jon Brandt",
        "first name Lee last name Lee": "Lee Lee",
        "Vorname: Ines, Nachname: Vorndran": "Ines Vorndran",
        "name: Lars Ødegaard": "Lars Ødegaard",
        "Ich heiße Lena Meyer-Landrut": "Lena Meyer-Landrut",
        "ich heisse lena": "lena",
        "Mein Name ist Lena und ich habe eine Frage": "Lena",
        "Ich bin Anna Berger von der Acme GmbH": "Anna Berger",
        "Ich bin der Peter": "Peter",
        "hier spricht Huber": "Huber",
        "Schmidt am Apparat": "Schmidt",
        "nennen Sie mich Ina": "Ina",
    },
    "in longer sentences": {
        "ines duarte, tuesday suits me": "ines duarte",
        "ines duarte, gern am dienstag": "ines duarte",
        "Ines Duarte. Do you need anything else?": "Ines Duarte",
        "ich bin die ines": "ines",
        "Book me in as Ines Duarte for half past four": "Ines Duarte",
        "Ines is fine": "Ines",
        "Ines genügt": "Ines",
        "einfach Ines": "Ines",
        "für meine Tochter Ines Duarte": "Ines Duarte",
        "bitte auf Duarte eintragen": "Duarte",
        "Vorname ist Ines": "Ines",
        "first name Ines, no last name": "Ines",
        "Ines Duarte von Duarte Metallbau": "Ines Duarte",
        "Nes here, Nes Duarte": "Nes Duarte",
        "Meine Kollegin Lea Brandt und ich, Ines Duarte": "Ines Duarte",
        'Ines "Nes" Duarte': 'Ines "Nes" Duarte',
        "Nes (short for Ines) Duarte": "Nes Duarte",
        "anil k. kapoor": "anil k. kapoor",
        "luz maria ortiz vega": "luz maria ortiz vega",
        "hello, ich bin die Ines, mit Nachnamen Duarte": "Ines Duarte",
        "Ines Duarte und ich möchte nächste Woche kommen": "Ines Duarte",
        "Ines Duarte and I'd like to come on Friday": "Ines Duarte",
        "it's for my son, he's called Tom Duarte": "Tom Duarte",
        "sie heißt Ines Duarte": "Ines Duarte",
        "Termin für meinen Vater, der heißt Rui Duarte": "Rui Duarte",
        "it's Ines, surname Duarte": "Ines Duarte",
        "Not Inez, Ines. Ines Duarte": "Ines Duarte",
        "ahmad faiz bin salleh": "ahmad faiz bin salleh",
        "Ines Duarte, but Nes is fine": "Ines Duarte",
        "Duarte with an e, Ines Duarte": "Ines Duarte",
        "wrong key. Ines Duarte not Ihes": "Ines Duarte",
        "Inez – sorry, Ines": "Ines",
        "my name is, well, Ines": "Ines",
        "I. Duarte": "I. Duarte",
        "Sie können mich unter ines duarte eintragen": "ines duarte",
        "sagen Sie ruhig Nessi zu mir": "Nessi",
        "Ines Duarte heiß ich": "Ines Duarte",
        "you are speaking with Ines Duarte": "Ines Duarte",
    },
    "with titles": {
        "Dr. Early": "Dr. Early",
        "Prof. Dr. Lena Graf": "Prof. Dr. Lena Graf",
        "Dr. med. Anna Vogel": "Dr. med. Anna Vogel",
        "Ms Hope Morning": "Hope Morning",
        "Herr März hier": "März",
        "Samuel L Jackson Jr.": "Samuel L Jackson Jr.",
    },
    "that are other words too": {
        "April": "April",
        "Will": "Will",
        "mark": "mark",
        "Jan Freitag": "Jan Freitag",
        "Summer Knight": "Summer Knight",
        "Monday Eze": "Monday Eze",
        "larry page": "larry page",
        "nora schön": "nora schön",
        "Ines Koch": "Ines Koch",
        "koch": "koch",
        "lena freund": "lena freund",
        "my name is Ten": "Ten",
        "Ich heiße Montag": "Montag",
        "Mein Name ist Den": "Den",
        "Kim Ten": "Kim Ten",
        "Herr Hm": "Hm",
    },
}

NO_NAMES = [
    "", "?", "...", "1", "12:30", "🙂", "👍👍", "yes", "ok", "no", "nö", "the second", "the second one please",
    "Thursday", "Thursday afternoon", "Next Friday", "tomorrow at 3", "at 3", "3pm", "in two weeks", "Montag",
    "am Donnerstag um 15 Uhr", "morgen früh", "halb vier", "um drei", "rather not say", "I'd rather not",
    "I don't want to tell you my name", "none of your business", "my name is none of your business",
    "my name doesn't matter", "Mein Name tut nichts zur Sache", "geht dich nichts an", "Geht Sie nichts an",
    "Keine Ahnung", "keine Angabe", "will ich nicht sagen", "brauchst du nicht", "egal", "privat",
    "why do you need that?", "wozu brauchen Sie das?", "what do you mean", "wieso denn?", "who is asking?",
    "Is this a bot?", "how long does it take", "mit wem spreche ich", "can I talk to a human", "stop", "cancel",
    "start over", "Show More", "more times", "Sounds good", "Not Now", "No thanks", "Das passt", "Perfekt", "Hello",
    "Guten Tag", "I'm busy on Friday", "i'm not sure", "I'm German", "I'm the CEO", "ich bin müde",
    "Ich bin Geschäftsführer", "Ich bin Vertriebsleiter bei Acme", "I want to book a meeting",
    "Ich möchte einen Termin", "H", "asdf", "qwertz", "hjkl", "aaaa", "hmmm", "lol", "test test", "blabla", "n/a",
    "skip", "weiter", "<script>alert(1)</script>", "<b>Ada</b>", "{{ config }}", "{% for x in y %}", "${jndi:x}",
    "/book_meeting", "ich bin neu hier", "ich bin verwirrt", "ich bin Ärztin", "ich bin koch", "ich bin die chefin",
    "ich bin der vater", "I'm allergic", "this is ridiculous", "es ist dringend", "Wunderbar", "Beratung", "no idea",
    "ist Ines am Freitag da?", "none of it. why do you ask?", "hahaha", "qwert qwert", "null", "auf Wiedersehen",
    "Duarte Roofs Ltd", "on behalf of Duarte Roofs plc", "asking for a friend", "ich frage für eine Freundin",
    "wer ist der klügste", "what is the word for oak", "Was ist die Hauptstadt von Peru",
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), [pair for kind in GIVEN.values() for pair in kind.items()])
def test_a_name_is_read_as_it_was_typed(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize("text", NO_NAMES)
def test_refusals_questions_times_and_noise_are_no_names(text):
    assert read_details(text, "name").name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is ada", "ada"),
        ("I'm Ada from Acme", "Ada"),
        ("Hi Ben, this is Ada Lovelace", "Ada Lovelace"),
        ("Björn hier", "Björn"),
        ("Ada Lovelace, ada@acme.io", "Ada Lovelace"),
        ("sure - ada@acme.io (Ada Lovelace)", "Ada Lovelace"),
        ("it's Ada, ada@acme.io", "Ada"),
        ("Ada Lovelace / Acme Labs / ada@acme.io", "Ada Lovelace"),
        ("Ada Lovelace\nAcme Labs\nada@acme.io", "Ada Lovelace"),
    ],
)
def test_a_name_may_be_given_before_it_is_asked_for_d11(text, name):
    assert read_details(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ada byron, ada@acme.io", "ada byron"),
        ("karin groß k.gross@acme.io", "karin groß"),
        ("ok then ada@acme.io", None),
        ("the sales team, sales@acme.io", None),
    ],
)
def test_a_name_in_lower_case_is_heard_beside_an_address_that_bears_it(text, name):
    assert read_details(text, "email").name == name


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace", "Ada", "Hi Ben", "with Ben please", "can I meet Anna Berger?", "I'm Busy", "This is Great",
        "This is Urgent", "I am Looking for a demo", "call me tomorrow", "Call me Thursday", "call me back",
        "I'm free Thursday", "I am from Berlin", "I'm at Acme", "Ich bin Montag da", "ich bin Donnerstag im Urlaub",
        "im Mai", "Rede ich hier mit einer Maschine?", "my name is wrong", "Der Name ist falsch",
        "the company name is Acme", "send it to zoe@acme.io", "Invite: zoe@acme.io", "what is my name",
        "Eigentlich wollte ich Donnerstag sagen", "eigentlich sollte es Freitag sein",
    ],
)  # fmt: skip
def test_no_name_is_heard_where_none_was_asked_for_or_said(text):
    assert read_details(text).name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("you can call be Guy Penn", "Guy Penn"),
        ("my friends call me Lizzie", "Lizzie"),
        ("i heiss reto", "reto"),
        ("alle nennen mich Wolfi", "Wolfi"),
        ("Reservierung auf Schmidt bitte", "Schmidt"),
        ("the reservation for Okafor", "Okafor"),
    ],
)
def test_more_ways_to_lead_to_a_name(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bea Lund will attend", "Bea Lund"),
        ("Bea Lund nimmt teil", "Bea Lund"),
        ("it'll be Bea Lund", "Bea Lund"),
        ("our manager Bea Lund", "Bea Lund"),
        ("meine Chefin Bea Lund", "Bea Lund"),
        ("Bea Lund and I run a mill", "Bea Lund"),
        ("Bea Lund, Bea is fine", "Bea Lund"),
        ("Bea Lund von Federkiel", "Bea Lund"),
        ("Sie sprechen mit Bea Lund", "Bea Lund"),
        ("Viele Grüße, Bea Lund", "Bea Lund"),
        ("you have me down as Bea Lund", "Bea Lund"),
        ("hier wieder Bea Lund", "Bea Lund"),
        ("bin übrigens bea", "bea"),
        ("my boss says hello", None),
        ("mein Chef kommt nicht", None),
    ],
)
def test_who_comes_is_named_in_a_sentence_about_them(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize(
    "text",
    [
        "ja jetzt stimmts", "so passt's", "yes, now that's right", "tischlerei krämer", "Tischlerei Krämer",
        "kanzlei anna krämer", "firma krämer", "incorrect, our company is Quillfeather", "Herzliche Grüße",
    ],
)  # fmt: skip
def test_a_word_that_agrees_and_a_trade_are_no_name(text):
    assert read_details(text, "name").name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ein Termin für meinen Chef, Herrn Dr. Nils Krämer", "Dr. Nils Krämer"),
        ("I'm booking for my boss Bea Lund, on Friday", "Bea Lund"),
        ("Bea Lund is the one attending", "Bea Lund"),
        ("Bea Lund will be the person who comes", "Bea Lund"),
        ("Nils Krämer ist der Teilnehmer", "Nils Krämer"),
        ("a call for my wife, Friday morning", None),
        ("Termin für meine Frau am Montag", None),
        ("Blue Room is the one I want", None),
    ],
)
def test_who_comes_is_heard_before_a_name_is_asked_for(text, name):
    assert read_details(text).name == name


SHAPES = {
    "what others say, and the name itself": {
        "mates say Max but on paper it's Maximilian Wren": "Maximilian Wren",
        "everyone calls me Nes, officially I'm Ines Duarte": "Ines Duarte",
        "Freunde sagen Nes, aber offiziell heiße ich Ines Duarte": "Ines Duarte",
        "alle sagen Nes zu mir, im Ausweis steht Ines Duarte": "Ines Duarte",
        "people say Nes": "Nes",
        "alle nennen mich Nes": "Nes",
    },
    "the only person in a sentence": {
        "Could you move Ines Duarte's meeting to Friday?": "Ines Duarte",
        "Können Sie den Termin von Ines Duarte auf Freitag verlegen?": "Ines Duarte",
        "können wir das gespräch von ines duarte verschieben": "ines duarte",
        "it's about Ines Duarte's booking": "Ines Duarte",
        "Es geht um Ines Duarte": "Ines Duarte",
        "im Pass steht Ines Duarte": "Ines Duarte",
        "a table of four on Friday, reserved by Ines Duarte": "Ines Duarte",
        "wie beim letzten Mal, Ines Duarte": "Ines Duarte",
        "im Auftrag von Ines Duarte": "Ines Duarte",
        "can you cancel my 2pm? ines duarte": "ines duarte",
        "I want to speak with Ines Duarte": None,
        "Is Ines Duarte free on Friday?": None,
        "Ist Ines Duarte am Freitag da?": None,
        "Ich würde gern mit Ines Duarte sprechen": None,
        "I work at Salt Harbour": None,
        "Does it run on Microsoft Teams?": None,
        "Haben Sie am Freitag Vormittag etwas?": None,
    },
    "not quite sure": {
        "should be ines duarte i believe": "ines duarte",
        "im pretty sure i booked as ines duarte": "ines duarte",
        "duarte glaub ich": "duarte",
        "duarte müsste das sein": "duarte",
        "ich glaub ich hab auf den namen duarte gebucht": "duarte",
        "I think so": None,
        "not sure": None,
        "glaub ich nicht": None,
    },
    "who it is, behind or before": {
        "Ines Duarte is me, not Dave!": "Ines Duarte",
        "Ines Duarte bin ich, nicht Rui!": "Ines Duarte",
        "contact person: Ines Duarte": "Ines Duarte",
        "Ansprechpartnerin ist Ines Duarte": "Ines Duarte",
        "early on Friday, name of duarte": "duarte",
        "früher Klages, jetzt Duarte": "Duarte",
        "Fragen Sie nach Ines Duarte": "Ines Duarte",
        "Vorname Ines": "Ines",
        "My last name is Duarte, first name's Ines": "Ines Duarte",
        "Best, Ines Duarte": "Ines Duarte",
        "ich bin der Herr Duarte": "Duarte",
        "look for Duarte, Ines": "Ines Duarte",
        "läuft unter Duarte, Ines": "Ines Duarte",
        "Nes, also Ines Duarte": "Ines Duarte",
        "Nes, well Ines Duarte for the records": "Ines Duarte",
        "bitte den namen ines duarte eintragen": "ines duarte",
        "Eheleute Duarte": "Duarte",
        "mit vollem Namen Ines Maria Duarte": "Ines Maria Duarte",
        "ich wäre die Ines 😊": "Ines",
        "it's ines dos anjos actually": "ines dos anjos",
        "es geht um den kurs im rathaus und ich bin die ines duarte": "ines duarte",
        "Meine Kollegin und Rui": None,
        "marco di lauro": "marco di lauro",
        "ines di 14 uhr": None,
        "rather not say tbh": None,
    },
    "with where they work": {
        "Ich bin Ines Duarte von Lumio": "Ines Duarte",
        "Duarte, Duarte Fördertechnik": "Duarte",
        "Duarte, Duarte Roofing": "Duarte",
        "Ich bin Anna Maria von Lumio": "Anna Maria von Lumio",
        "Ich bin Ines von Lumio": "Ines von Lumio",
        "Nes, Nes Duarte": "Nes Duarte",
        "Nes von der Töpferei Lund": "Nes",
        "Nes Lund von der töpferei lund": "Nes Lund",
        "Nes Lund von der Au": "Nes Lund von der Au",
        "nes von salz hafen": "nes",
        "Hallo, Ines Duarte von Salz Hafen hier": "Ines Duarte",
        "ines duarte of salt harbour": "ines duarte",
        "Ines von Bülow": "Ines von Bülow",
        "Ines von und zu Bülow": "Ines von und zu Bülow",
        "ines von der au": "ines von der au",
        "Tim Parsons": "Tim Parsons",
        "Nes Lund von der Stadt Aue": "Nes Lund",
        "nes lund von der gemeinde aue": "nes lund",
        "Nes Lund vom Landratsamt, es eilt": "Nes Lund",
        "Nes Lund von der Grundschule Aue": "Nes Lund",
    },
    "in speech": {
        "ja guten tag hier spricht ines duarte": "ines duarte",
        "äh ja ähm ines duarte": "ines duarte",
        "also mein name ist äh ines duarte": "ines duarte",
        "ich bin ähm die ines": "ines",
        "yeah so it's uh ines duarte": "ines duarte",
        "um this is um ines duarte": "ines duarte",
        "ines duarte full stop": "ines duarte",
        "my name is Ines Duarte period": "Ines Duarte",
        "ines duarte punkt": "ines duarte",
        "Ines Duarte Komma guten Tag": "Ines Duarte",
        "wie gesagt ines duarte": "ines duarte",
        "as I said Ines Duarte": "Ines Duarte",
        "ines duarte i told you already": "ines duarte",
        "Das wäre dann Hr. Duarte": "Duarte",
        "mein name wär ines duarte": "ines duarte",
        "dann wäre das Frau Duarte": "Duarte",
        "that would then be Mrs Duarte": "Duarte",
        "Ansprechpartnerin bin ich selbst, Ines Duarte": "Ines Duarte",
        "Duarte ist der Name": "Duarte",
        "unter Duarte, Vorname Ines": "Ines Duarte",
        "das ist der falsche name, richtig ist ines duarte": "ines duarte",
        "um drei": None,
        "yeah so it's uh": None,
        "Ansprechpartner bin ich": None,
        "das ist der falsche name": None,
        "das wäre dann Freitag": None,
    },
    "with what they come for": {
        "ines duarte wegen dem zahn": "ines duarte",
        "Duarte wegen der Heizung": "Duarte",
        "ines duarte zum beratungsgespräch": "ines duarte",
        "ines duarte für donnerstag": "ines duarte",
        "anna für donnerstag": "anna",
        "ines duarte es geht um meinen vertrag": "ines duarte",
        "ines duarte calling about the boiler": "ines duarte",
        "ines duarte for the viewing": "ines duarte",
        "Torben zum Felde": "Torben zum Felde",
        "wegen der heizung": None,
        "tisch für donnerstag": None,
        "Heizungswartung": None,
        "zahnreinigung bitte": None,
        "brake check": None,
    },
    "with little words": {
        "nur ines": "ines",
        "only ines please": "ines",
        "it's only ines": "ines",
        "ich bins nochmal ines": "ines",
        "upps, Ines": "Ines",
        "Ja hier Duarte, grüß Sie": "Duarte",
        "da kommt dann der Herr Duarte": "Duarte",
        "Ines reicht völlig": "Ines",
        "Maximiliane Duarte, Maxi reicht völlig": "Maximiliane Duarte",
        "Vor- und Nachname: Ines Duarte": "Ines Duarte",
        "Vollständig: Ines Duarte": "Ines Duarte",
        "first name ines second name duarte": "ines duarte",
        "der termin soll auf ines duarte laufen": "ines duarte",
        "ines duarte will be on the call": "ines duarte",
        "Dr. rer. nat. Ines Duarte": "Dr. rer. nat. Ines Duarte",
        "Freitag, Sabine": "Sabine Freitag",
        "Friday, Sabine": "Sabine Friday",
        "nur vormittags": None,
        "Freitag, Samstag": None,
        "Good, Sabine": "Sabine",
    },
    "of the nobility": {
        "Ines Gräfin von Aue": "Ines Gräfin von Aue",
        "Mein Name ist Ines Freifrau von Aue": "Ines Freifrau von Aue",
        "Baron Rui von Aue": "Baron Rui von Aue",
        "rui freiherr von aue": "rui freiherr von aue",
        "Rui v. Aue": "Rui v. Aue",
        "Rui v. d. Aue": "Rui v. d. Aue",
        "Ines Graf von der Tischlerei Aue": "Ines Graf",
    },
    "with what somebody is": {
        "Dachdeckermeister Rui Duarte am Apparat": "Rui Duarte",
        "Pastorin Ines Duarte": "Ines Duarte",
        "Frau Rechtsanwältin Duarte": "Duarte",
        "Captain Ines Duarte": "Ines Duarte",
        "Ich bin Ortsvorsteherin, Ines Duarte": "Ines Duarte",
        "Schreinermeister bin ich, Rui Duarte heiß ich": "Rui Duarte",
        "Hofmeister Bernd": "Hofmeister Bernd",
        "Hundehalterin: Ines Duarte": "Ines Duarte",
        "Mieter Rui Duarte": "Rui Duarte",
        "der bert": "bert",
        "Ines Duarte, Mädchenname Lund": "Ines Duarte",
        "Nes Lund von der Feuerwehr": "Nes Lund",
        "der Bürgermeister selbst": None,
        "Ich bin Malermeister": None,
    },
    "put right at once": {
        "Ines Duatre sorry Ines Duarte": "Ines Duarte",
        "ines duatre ups ines duarte": "ines duarte",
        "Ines Duatre, ups, Duarte": "Ines Duarte",
        "Ines Duatre -> Ines Duarte": "Ines Duarte",
        "Ines Duatre... Ines Duarte": "Ines Duarte",
        "Mein Name ist Batman nein Spaß, Rui Duarte": "Rui Duarte",
        "Donald Duck, just kidding, Rui Duarte": "Rui Duarte",
        "ich heiß nes, also ines duarte": "ines duarte",
        "ines, also gern am dienstag": "ines",
        "ines sorry bin spät dran": None,
    },
    "in dialect": {
        "bin ines": "ines",
        "Moin, bin der Rui": "Rui",
        "isch bin de Rui": "Rui",
        "i bin d'Ines": "Ines",
        "I bi dr Rui": "Rui",
        "ich bin dat Ines": "Ines",
        "da Rui bin i": "Rui",
        "i hoaß Ines": "Ines",
        "Griaß eich, Rui Duarte": "Rui Duarte",
        "bin gleich wieder da": None,
        "i bin krank": None,
    },
    "with another name": {
        "Ines Duarte geb. Lund": "Ines Duarte",
        "Ines Duarte (née Lund)": "Ines Duarte",
        "Tran Van Duarte, Vorname ist Van": "Tran Van Duarte",
        "von der Aue, Ines": "Ines von der Aue",
        "Ines. Nachname kommt noch": "Ines",
        "My surname is impossible to say, just put Nes": "Nes",
        "alle sagen bloß Nes, im Pass steht Ines Duarte": "Ines Duarte",
        "Alle sagen nur Nes zu mir": "Nes",
    },
    "with a question behind": {
        "Rui. Und wer bist du?": "Rui",
        "ines, wie lange dauert das": "ines",
        "What's my name? It's Rui Duarte": "Rui Duarte",
        "Reparatur. Und was kostet das?": None,
        "hallo, ist da wer": None,
    },
    "beside small words": {
        "Ines Duarte, danke für die rasche Antwort": "Ines Duarte",
        "Ines, that's common where I live": "Ines",
        "Duarte wie der Fluss": "Duarte",
        "Bitte um Rückruf an Ines Duarte": "Ines Duarte",
        "schreib mal ines duarte": "ines duarte",
        "Ich heiße wirklich Duarte": "Duarte",
        "Rohrbruch im Keller": None,
        "undichtes dach": None,
        "Ines duarte": "Ines duarte",
        "Ines Duarte und Rui Duarte": "Ines Duarte",
        "Ines Duarte on behalf of Salt & Sons": "Ines Duarte",
        "danke dir, ines": "ines",
        "meine tochter ines duarte": "ines duarte",
        "Ich heiße Ines, Nachname Duarte": "Ines Duarte",
        "Duarte ist mein Nachname": "Duarte",
        "Fam. Duarte": "Duarte",
        "Ines reicht doch": "Ines",
        "Ines kommt vorbei": "Ines",
        "this is ines duarte's husband": None,
        "ines duarte bräuchte einen termin": "ines duarte",
        "ines xD": "ines",
        "Haben Sie Gutscheine": None,
        "Erst Ihr Name": None,
        "Impfung Hund": None,
        "Kein Strom": None,
        "Kontrolltermin": None,
        "birthday cake": None,
        "Klavierunterricht": None,
    },
    "with a family written small": {
        "Jan van de graaf": "Jan van de graaf",
        "Lotte de boer": "Lotte de boer",
        "Lotte van der meer here": "Lotte van der meer",
        "Lotte de nada": "Lotte de nada",
        "Ines da drüben": None,
    },
}


@pytest.mark.parametrize(("text", "name"), [pair for shape in SHAPES.values() for pair in shape.items()])
def test_a_name_is_found_in_a_sentence_by_its_shape(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize("text", ["Move Ines Duarte's meeting", "Es geht um Ines Duarte", "friends say Nes"])
def test_a_person_in_a_sentence_is_not_the_visitor_unless_a_name_was_asked_for(text):
    assert read_details(text).name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hier Ada Lovelace", "Ada Lovelace"),
        ("Hier Ada Lovelace, ich war im März schon einmal da", "Ada Lovelace"),
        ("Ada Lovelace, bitte rufen Sie mich vorher an", "Ada Lovelace"),
        ("Ada Lofelace, nein, mit v: Ada Lovelace", "Ada Lovelace"),
        ("Ada Lofelace, nein Quatsch, Ada Lovelace", "Ada Lovelace"),
        ("Augusta Byron but Gus is fine", "Augusta Byron"),
        ("Ada Lovelace, ich komme auf Empfehlung von Herrn Byron", "Ada Lovelace"),
    ],
)
def test_a_name_is_told_from_what_stands_beside_it(text, name):
    assert read_details(text, "name").name == name


@pytest.mark.parametrize("asked", ["name", None])
def test_a_letter_tells_the_name_that_it_is_signed_with(asked):
    letter = "Ich freue mich auf Ihre Antwort.\n\nMit freundlichen Grüßen\nAda Gräfin von Lovelace"
    assert read_details(letter, asked).name == "Ada Gräfin von Lovelace"
    assert read_details("Thanks in advance!\nBest wishes,\nAda", asked).name == "Ada"


def test_a_last_line_that_is_no_name_signs_nothing():
    assert read_details("Thanks\nTuesday is fine", None).name is None
