"""The offline engine from end to end: a scraped article of nested statements, and sentences that are easily read wrong."""

import asyncio
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from claimcheck.checker import Checker
from claimcheck.claims import Article, Claim, Extraction
from claimcheck.engines.offline import OfflineEngine
from claimcheck.engines.rules import extract
from claimcheck.errors import InputError
from claimcheck.evidence import Finding
from claimcheck.neural.classifier import PropositionScore
from claimcheck.reading import Options, from_text, read
from claimcheck.reports import Report
from claimcheck.settings import Settings, WorthinessSettings
from claimcheck.usage import Meter

TALKS = Path(__file__).parent / "texts" / "talks.txt"
SEED = Path(__file__).parents[2] / "shared" / "seed" / "article.txt"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def claims_of(text: str, *, published: str = "2024-05-14", title: str | None = None) -> tuple[Claim, ...]:
    article = from_text(text, title=title, published=published)
    return extract(article, settings=WorthinessSettings()).claims


def chain(claim: Claim) -> list[str]:
    return [link.source for link in claim.attribution]


# The article of nested statements


@pytest.fixture(scope="module", params=["talks", "seed"])
def extraction(request: pytest.FixtureRequest) -> tuple[Article, Extraction, str]:
    path = {"talks": TALKS, "seed": SEED}[request.param]
    if not path.exists():
        pytest.skip("the seed article is not here")
    (article,) = read(str(path))
    return article, extract(article, settings=WorthinessSettings()), request.param


def claim_with(extraction: tuple[Article, Extraction, str], words: str) -> Claim:
    found = [claim for claim in extraction[1].claims if words in claim.quote.replace("’", "'")]
    assert len(found) == 1, [claim.quote for claim in extraction[1].claims]
    return found[0]


def moved(extraction: tuple[Article, Extraction, str], days: int) -> dt.date:
    """A day so many before publication."""
    published = extraction[0].day
    assert published is not None
    return published - dt.timedelta(days)


def test_no_claim_comes_from_the_furniture_of_the_page(extraction: tuple[Article, Extraction, str]) -> None:
    article, found, _ = extraction
    assert len(found.claims) == 8
    assert found.skipped == ()
    for words in ("Featured", "Related", "Comment", "Story Code"):
        assert words not in article.text
    assert all(claim.quote == claim.span.of(article.text) for claim in found.claims)


def test_the_publication_day_is_that_of_the_head_and_not_of_a_story_list(
    extraction: tuple[Article, Extraction, str],
) -> None:
    article, _, name = extraction
    assert article.day == day({"talks": "2023-05-16", "seed": "2021-03-23"}[name])


def test_the_ministrys_sentence_is_one_direct_quote(extraction: tuple[Article, Extraction, str]) -> None:
    claim = claim_with(extraction, "We can report with regret")
    (link,) = claim.attribution
    assert link.mode == "direct"
    assert link.source in ("Vessmark Foreign Ministry", "Russian Foreign Ministry")
    assert claim.text.startswith(("The Orrin side did not", "The American side did not"))
    assert claim.when is not None
    assert (claim.when.end, claim.when.precision) == (moved(extraction, 1), "range")


def test_blame_and_the_missed_opportunity_are_opinions_of_the_capital(
    extraction: tuple[Article, Extraction, str],
) -> None:
    for words, kind in (("missed opportunity", "value"), ("the blame for", "blame")):
        claim = claim_with(extraction, words)
        assert (claim.checkable, claim.kind, chain(claim)[0] in ("Ardel", "Moscow")) == (False, kind, True)


def test_the_spokesmans_statement_is_two_propositions_said_on_monday(
    extraction: tuple[Article, Extraction, str],
) -> None:
    first, second = claim_with(extraction, "did not have any talks"), claim_with(extraction, "had not indicated")
    for claim in (first, second):
        (link,) = claim.attribution
        assert (link.role or "").endswith("spokesman")
        assert len(link.source.split()) == 2
        assert link.when is not None
        assert link.when.start == link.when.end == moved(extraction, 1)
        assert claim.checkable
    assert not {"he", "him", "his"} & set(first.text.lower().split())


def test_sure_is_a_mixed_quote_of_friday(extraction: tuple[Article, Extraction, str]) -> None:
    claim = claim_with(extraction, "sure")
    (link,) = claim.attribution
    assert link.mode == "mixed"
    assert link.when is not None
    assert link.when.start == moved(extraction, 4)


def test_what_was_not_said_is_the_outlets_own_claim(extraction: tuple[Article, Extraction, str]) -> None:
    claim = claim_with(extraction, "offered no further details")
    assert claim.attribution == ()
    assert claim.text.startswith(("Edda Rourke offered", "Joe Biden offered"))


def test_a_day_before_that_is_thursday_and_the_talks_are_from_friday_to_monday(
    extraction: tuple[Article, Extraction, str],
) -> None:
    claim = claim_with(extraction, "as soon as Friday or Monday")
    (link,) = claim.attribution
    assert link.when is not None
    assert claim.when is not None
    assert link.when.start == moved(extraction, 5)
    assert (claim.when.start, claim.when.end) == (moved(extraction, 4), moved(extraction, 1))


# The same article against a library


def home(folder: Path) -> Settings:
    return Settings.model_validate({"home": folder, "engine": "offline"})


def checked(folder: Path, coverage: list[dict[str, str]]) -> Report:
    (article,) = read(str(TALKS))
    source = folder / "coverage.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in coverage), encoding="utf-8")
    with Checker(home(folder / "home")) as checker:
        if coverage:
            checker.ingest([str(source)], options=Options())
        return checker.check(article)


def wire(outlet: str, text: str, published: str = "2023-05-16") -> dict[str, str]:
    return {
        "title": f"Talks turned down - {outlet}",
        "text": text,
        "publisher": outlet,
        "url": f"https://{outlet}.example/t",
        "published": published,
    }


@pytest.fixture(scope="module")
def copies() -> list[dict[str, str]]:
    (article,) = read(str(TALKS))
    return [
        wire("harbour-times", article.text),
        wire("marl-ledger", "ARDEL (HPA) - " + article.text.replace("Earlier Monday", "On Monday")),
        wire("post", article.text + "\n\nThe ferries run on Sundays from next month, the harbour office says."),
    ]


@pytest.fixture(scope="module")
def against_copies(tmp_path_factory: pytest.TempPathFactory, copies: list[dict[str, str]]) -> Report:
    return checked(tmp_path_factory.mktemp("copies"), copies)


def findings(report: Report) -> Iterator[tuple[Claim, Finding]]:
    return ((finding.claim, finding) for finding in report.findings)


def test_without_coverage_every_checkable_claim_says_so(tmp_path: Path) -> None:
    report = checked(tmp_path, [])
    for claim, finding in findings(report):
        assert finding.verdict is not None
        expected = (None, "no-coverage") if claim.checkable else ("opinion", None)
        assert (finding.verdict.label, finding.verdict.reason) == expected


def test_wire_copies_of_the_article_support_nothing(against_copies: Report) -> None:
    for claim, finding in findings(against_copies):
        assert finding.verdict is not None
        expected = (None, "not-independent") if claim.checkable else ("opinion", None)
        assert (finding.verdict.label, finding.verdict.reason) == expected
        assert finding.verdict.said is None


# Sentences that are easily read wrong: claims ("~": an opinion), who says them, when they are about


ROWS = [
    (
        "Nobody was hurt when the roof of the Hallam ice rink came down on Monday.",
        [
            ("Nobody was hurt when the roof of the Hallam ice rink came down on 13 May 2024.", "", "2024-05-13"),
        ],
    ),
    (
        "The Hallam Canal Trust closed the lower lock on Monday. The trust has 73 gates to look after, and its budget fell by 4 percent last year.",
        [
            ("The Hallam Canal Trust closed the lower lock on 13 May 2024.", "", "2024-05-13"),
            ("The Hallam Canal Trust has 73 gates to look after.", "", None),
            ("The Hallam Canal Trust's budget fell by 4 percent in 2023.", "", "2023-01-01..2023-12-31"),
        ],
    ),
    (
        "The trial at Sund College ran from October 2022 to March 2023. It enrolled 412 adults, who were paid 150 crowns each.",
        [
            ("The trial at Sund College ran from October 2022 to March 2023.", "", "2022-10-01..2023-03-31"),
            ("The trial at Sund College enrolled 412 adults.", "", None),
            ("412 adults were paid 150 crowns each.", "", None),
        ],
    ),
    (
        '"It is a black day for the valley," said Rosa Peake, who chairs the parents\' committee.',
        [
            ("~ It is a black day for the valley.", "Rosa Peake", None),
            ("Rosa Peake chairs the parents' committee.", "", None),
        ],
    ),
    (
        "The union's leader, Hanne Brix, predicted that the strike would last a week.",
        [
            ("~ The strike would last a week.", "Hanne Brix", None),
        ],
    ),
    (
        'Rents in the harbour have doubled since 2019, which Brix called "daylight robbery".',
        [
            ("Rents in the harbour have doubled since 2019.", "", "2019-01-01..2024-05-14"),
            ("~ Rents in the harbour have doubled since 2019: this is daylight robbery.", "Brix", None),
        ],
    ),
    (
        'Sales of plum juice have risen 31 percent since January, a success that the union called "depressing".',
        [
            (
                "Sales of plum juice have risen 31 percent since January (1 January 2024 to 14 May 2024).",
                "",
                "2024-01-01..2024-05-14",
            ),
            ("~ Sales of plum juice have risen 31 percent since January: this is depressing.", "the union", None),
        ],
    ),
    (
        'A deckhand told the Dispatch that the mate, Corwin Hask, had said to him on the pier: "The door won\'t lock."',
        [
            ("~ The door won't lock.", "a deckhand > Corwin Hask", None),
        ],
    ),
    (
        'Anton Rill was suspended on Tuesday. "I ate veal at the hotel," the 27-year-old said outside his house.',
        [
            ("Anton Rill was suspended on 14 May 2024.", "", "2024-05-14"),
            ("Anton Rill ate veal at the hotel.", "Anton Rill", None),
        ],
    ),
    (
        "Fire swept through a mill in Port Ennis on Wednesday, killing at least 23 people, according to a preliminary count by the city fire service.",
        [
            ("Fire swept through a mill in Port Ennis on 8 May 2024.", "the city fire service", "2024-05-08"),
            ("Fire killed at least 23 people.", "the city fire service", "2024-05-08"),
        ],
    ),
    (
        'Kettle Works denied that any exit had been blocked. "The building passed its inspection three weeks before the fire," managing director Carla Venn said in a statement.',
        [
            ("No exit had been blocked.", "Kettle Works", None),
            ("The building passed its inspection three weeks before the fire.", "Carla Venn", None),
        ],
    ),
    (
        "The ferry Merganser capsized and sank off Cape Sorrel on Sunday evening.",
        [
            ("The ferry Merganser capsized.", "", "2024-05-12"),
            ("The ferry Merganser sank off Cape Sorrel on the evening of 12 May 2024.", "", "2024-05-12"),
        ],
    ),
    (
        "The owners said that the bow door had been closed and locked when the ship put to sea.",
        [
            ("The bow door had been closed and locked when the ship put to sea.", "the owners", None),
        ],
    ),
    (
        "The ship passed her last inspection in March. She had been out of service twice since 2022.",
        [
            ("The ship passed her last inspection in March 2024.", "", "2024-03-01..2024-03-31"),
            ("The ship had been out of service twice since 2022.", "", "2022-01-01..2024-05-14"),
        ],
    ),
    (
        '"A masterpiece of wishful thinking," said Ines Karl, an epidemiologist at Sund College.',
        [
            ("~ A masterpiece of wishful thinking.", "Ines Karl", None),
        ],
    ),
    (
        "Mr Osei wrote on his blog that the trial had failed. Osei left the college in 2021.",
        [
            ("The trial had failed.", "Mr Osei", None),
            ("Mr Osei left the college in 2021.", "", "2021-01-01..2021-12-31"),
        ],
    ),
    (
        "Mr Grass and Mr Leahy say other changes are needed.",
        [
            ("Other changes are needed.", "Mr Grass and Mr Leahy", None),
        ],
    ),
    (
        "Those close to the mayor say that she knew of the letter.",
        [
            ("She knew of the letter.", "those close to the mayor", None),
        ],
    ),
    (
        "Krol said the former team doctor, Pell Arvid, had told her in May that four riders had come to him.",
        [
            ("Four riders had come to Pell Arvid.", "Krol > Pell Arvid", None),
        ],
    ),
    (
        "He blamed the government, from which the town had received 11 million pounds less since 2019, said Duncan Orm.",
        [
            ("~ The government is to blame.", "Duncan Orm", None),
            (
                "From the government, the town had received 11 million pounds less since 2019.",
                "Duncan Orm",
                "2019-01-01..2024-05-14",
            ),
        ],
    ),
    (
        "The sample was taken at Monte Serra on the eve of the final stage, which was ridden on 5 May.",
        [
            ("The sample was taken at Monte Serra on the eve of the final stage.", "", "2024-05-04"),
            ("The final stage was ridden on 5 May 2024.", "", "2024-05-05"),
        ],
    ),
    (
        "The council voted to close the school on Tuesday. On the eve of the vote Rosa Peake had carried a petition into the town hall.",
        [
            ("The council voted to close the school on 14 May 2024.", "", "2024-05-14"),
            ("On the eve of the vote Rosa Peake had carried a petition into the town hall.", "", "2024-05-13"),
        ],
    ),
    (
        "Mill Lane has 96 pupils on its roll, 31 fewer than five years ago.",
        [
            ("Mill Lane has 96 pupils on its roll, 31 fewer than five years ago.", "", None),
        ],
    ),
    (
        "The Free Ward Alliance put the mayor's lead at 1,140 votes.",
        [
            ("The mayor's lead is 1,140 votes.", "Free Ward Alliance", None),
        ],
    ),
    (
        "The juice maker Brambly's paid for the study.",
        [
            ("The juice maker Brambly's paid for the study.", "", None),
        ],
    ),
    (
        "Water got into eleven cellars in Mill Lane, and the primary school was closed for two days.",
        [
            ("Water got into eleven cellars in Mill Lane.", "", None),
            ("The primary school was closed for two days.", "", None),
        ],
    ),
    (
        "It was not clear how many were still missing.",
        [],
    ),
    (
        '"I shut both gates on Sunday," Wystan Hale told reporters.',
        [
            ("Wystan Hale shut both gates on 12 May 2024.", "Wystan Hale", "2024-05-12"),
        ],
    ),
    (
        "The University of Corrin said in a press release on Thursday that juice cures colds. No participant fell ill, according to the press release.",
        [
            ("Juice cures colds.", "University of Corrin", None),
            ("No participant fell ill.", "University of Corrin", None),
        ],
    ),
    (
        "Colds cost employers two million working days last year, the Labour Institute estimates.",
        [
            ("Colds cost employers two million working days in 2023.", "Labour Institute", "2023-01-01..2023-12-31"),
        ],
    ),
    (
        "There was no fog on seven nights, airport records show.",
        [
            ("There was no fog on seven nights.", "airport records", None),
        ],
    ),
    (
        "The tide gate opened at 4 a.m. on Sunday, the port says. The water rose by two metres before 6 a.m.",
        [
            ("The tide gate opened at 4 a.m. on 12 May 2024.", "the port", "2024-05-12"),
            ("The water rose by two metres before 6 a.m. on 12 May 2024.", "", "2024-05-12"),
        ],
    ),
    (
        'Lena Strand, whose party has governed the valley since 1995, called the result "a clip round the ear".',
        [
            ("Lena Strand's party has governed the valley since 1995.", "", "1995-01-01..2024-05-14"),
            ("~ The result is a clip round the ear.", "Lena Strand", None),
        ],
    ),
    (
        'The head teacher, Jill Avery, told parents that the roof leaked "like a basket" in December.',
        [
            ('The roof leaked "like a basket" in December 2023.', "Jill Avery", "2023-12-01..2023-12-31"),
        ],
    ),
    (
        "The shares rose 4 percent on Monday to 31 crowns, their highest since 2019.",
        [
            ("The shares rose 4 percent on 13 May 2024 to 31 crowns.", "", "2024-05-13"),
            ("The shares were at their highest since 2019.", "", "2019-01-01..2024-05-14"),
        ],
    ),
    (
        "Police said nobody had been arrested. Inspector Halina Moor declined to comment.",
        [
            ("Nobody had been arrested.", "police", None),
        ],
    ),
    (
        'The mayor called the plan "a joke with a budget". Her rival called it lunacy.',
        [
            ("~ The plan is a joke with a budget.", "the mayor", None),
            ("~ It is lunacy.", "the mayor's rival", None),
        ],
    ),
    (
        "Union leaders accused the firm of hiding the report from its own auditors.",
        [
            ("~ The firm hid the report from its own auditors.", "Union leaders", None),
        ],
    ),
    (
        "The minister promised to publish the letters by Friday.",
        [
            ("~ The minister will publish the letters by 17 May 2024.", "the minister", "2024-05-17"),
        ],
    ),
    (
        "''This is no tax reform,'' said Mr. Burman, who teaches law. ''It is more of the same.''",
        [
            ("~ This is no tax reform.", "Mr. Burman", None),
            ("Mr. Burman teaches law.", "", None),
            ("~ It is more of the same.", "Mr. Burman", None),
        ],
    ),
    (
        '"How could that happen?" Strand asked. "The door was locked."',
        [
            ("~ How could that happen?", "Strand", None),
            ("The door was locked.", "Strand", None),
        ],
    ),
    (
        "Rep. Gwen Moor (D-Wis.) said the bill would cost 40 million dollars.",
        [
            ("~ The bill would cost 40 million dollars.", "Gwen Moor", None),
        ],
    ),
    (
        "Teodor Galan claims the embassy wrote the letter.",
        [
            ("The embassy wrote the letter.", "Teodor Galan", None),
        ],
    ),
    (
        "The study found no link between night shifts and gout.",
        [
            ("The study found no link between night shifts and gout.", "", None),
        ],
    ),
    (
        "The shares fell by 3 percent and closed at 40 crowns on Friday.",
        [
            ("The shares fell by 3 percent.", "", None),
            ("The shares closed at 40 crowns on 10 May 2024.", "", "2024-05-10"),
        ],
    ),
    (
        "Krol is understood to have offered his resignation on Sunday.",
        [
            ("Krol offered his resignation on 12 May 2024.", "unnamed sources", "2024-05-12"),
        ],
    ),
    (
        "Anna Roth, who leads the union, said Brandl had assured her that not a single post would be cut.",
        [
            ("Anna Roth leads the union.", "", None),
            ("~ Not a single post would be cut.", "Anna Roth > Brandl", None),
        ],
    ),
    (
        "Otto Brandl met the staff on Monday. Brandl and Sons employs 40 people. Brandl sold the mill in 2021.",
        [
            ("Otto Brandl met the staff on 13 May 2024.", "", "2024-05-13"),
            ("Brandl and Sons employs 40 people.", "", None),
            ("Otto Brandl sold the mill in 2021.", "", "2021-01-01..2021-12-31"),
        ],
    ),
    (
        '"The bridge fell yesterday," Jo Trask said on Friday.',
        [
            ("The bridge fell on 9 May 2024.", "Jo Trask", "2024-05-09"),
        ],
    ),
    (
        "Jo Trask said on Friday that the bridge fell yesterday.",
        [
            ("The bridge fell on 13 May 2024.", "Jo Trask", "2024-05-13"),
        ],
    ),
    (
        "Mara Keel said that never before had the river risen so fast.",
        [
            ("Never before had the river risen so fast.", "Mara Keel", None),
        ],
    ),
    (
        "The appeal court cut the sentence of three and a half years that Lund was given in January.",
        [
            (
                "The appeal court cut the sentence of three and a half years that Lund was given in January 2024.",
                "",
                "2024-01-01..2024-01-31",
            ),
        ],
    ),
    (
        "The lake sank by two and three quarters metres and flooded nobody.",
        [
            ("The lake sank by two and three quarters metres.", "", None),
            ("The lake flooded nobody.", "", None),
        ],
    ),
    (
        "The inspector had warned her on Monday, in writing, about the wiring, Mara Keel said.",
        [
            ("The inspector had warned her on 13 May 2024, in writing, about the wiring.", "Mara Keel", "2024-05-13"),
        ],
    ),
    (
        "The clerk had told him that she saw the smoke, in the yard, Mara Keel said.",
        [
            ("The clerk saw the smoke, in the yard.", "Mara Keel > the clerk", None),
        ],
    ),
    (
        "The firm was founded in 1990 and employs 40 people.",
        [
            ("The firm was founded in 1990.", "", "1990-01-01..1990-12-31"),
            ("The firm employs 40 people.", "", None),
        ],
    ),
    (
        'Karel Ditz has branded the water inquiry a "circus" for the benefit of his opponents.',
        [
            ('~ The water inquiry is a "circus" for the benefit of Karel Ditz\'s opponents.', "Karel Ditz", None),
        ],
    ),
    (
        "Critics of Mr Ditz, however, have accused him of acting on behalf of the owners.",
        [
            ("~ Mr Ditz acted on behalf of the owners.", "Critics of Mr Ditz", None),
        ],
    ),
    (
        "Karel Ditz resigned. Critics of Mr Hask, however, have accused him of acting on behalf of the owners.",
        [
            ("Karel Ditz resigned.", "", None),
            ("~ Karel Ditz acted on behalf of the owners.", "Critics of Mr Hask", None),
        ],
    ),
    (
        "The minister and his supporters have often accused the Port Board and the Department of Roads of illegally reading his letters.",
        [
            (
                "~ The Port Board and the Department of Roads illegally read the minister's letters.",
                "the minister and his supporters",
                None,
            ),
        ],
    ),
    (
        "He gave no details but said he was gathering a team to look into the origins of the fire, which was led by Otto Brandl.",
        [
            ("He gave no details.", "", None),
            ("He was gathering a team to look into the origins of the fire.", "He", None),
            ("The fire was led by Otto Brandl.", "He", None),
        ],
    ),
    (
        "Mr Hask denies wrongdoing, and it is unclear if this line of inquiry relates to the fire.",
        [
            ("Mr Hask denies wrongdoing.", "", None),
        ],
    ),
    (
        '"The cause has to be examined," another of Mr Hask\'s lawyers, Jana Sorel, said.',
        [
            ("~ The cause has to be examined.", "Jana Sorel", None),
        ],
    ),
    (
        "Tarn Mobile says it also wants to give users a simpler way to read and delete the data it collects on them.",
        [
            (
                "Tarn Mobile also wants to give users a simpler way to read and delete the data it collects on them.",
                "Tarn Mobile",
                None,
            ),
        ],
    ),
    (
        "Tarn Mobile also said it plans to update its terms in the coming weeks, but gave no further details.",
        [
            ("Tarn Mobile plans to update its terms in the coming weeks.", "Tarn Mobile", None),
            ("Tarn Mobile gave no further details.", "Tarn Mobile", None),
        ],
    ),
    (
        "Tarn Mobile is preparing for the Data Act, which was passed two years ago and takes effect May 25.",
        [
            ("Tarn Mobile is preparing for the Data Act.", "", None),
            (
                "The Data Act was passed two years ago (1 January 2022 to 31 December 2022) and takes effect May 25.",
                "",
                "2022-01-01..2022-12-31",
            ),
        ],
    ),
    (
        'To comply with this, Tarn Mobile is adding a section called "see your data," a safe way for users to read things they have searched for.',
        [
            (
                'To comply with this, Tarn Mobile is adding a section called "see your data," a safe way for users to read things they have searched for.',
                "",
                None,
            ),
        ],
    ),
    (
        "Unwilling to let the insult pass, Mr Ditz hit back, implying that Mr Hask's wife had not been allowed to speak.",
        [
            ("Mr Ditz hit back.", "", None),
            ("Mr Hask's wife had not been allowed to speak.", "Mr Ditz", None),
        ],
    ),
    (
        "He said the union pays up to $400 million while rich members like Vessland, where the strike began, pay closer to $40 million.",
        [
            ("The union pays up to $400 million.", "He", None),
            ("Rich members like Vessland, where the strike began, pay closer to $40 million.", "He", None),
        ],
    ),
    (
        '"Many more boats would have been saved," Mr Ditz said, citing the rapid spread of the fire in Orven.',
        [
            ("~ Many more boats would have been saved.", "Mr Ditz", None),
            ("Mr Ditz cited the rapid spread of the fire in Orven.", "", None),
        ],
    ),
    (
        'The minister may resume payments after sending "strong letters" to the union and discussing it with other ministers.',
        [
            ("~ The minister may resume payments.", "", None),
            ('The minister may send "strong letters" to the union and may discuss it with other ministers.', "", None),
        ],
    ),
    (
        "Mr Ditz also accused the union of failing to obtain samples of the oil and getting a team into the port, though the union did get a team in.",
        [
            ("~ The union failed to obtain samples of the oil and got a team into the port.", "Mr Ditz", None),
        ],
    ),
    (
        'Yet even as he accuses the union of being "port-centric," Mr Ditz has been reluctant to attack the owners, who control the docks.',
        [
            ("~ The union is guilty of being port-centric.", "he", None),
            ("Mr Ditz has been reluctant to attack the owners, who control the docks.", "", None),
        ],
    ),
    (
        "In a video released on Monday, Attorney General Karel Ditz said the board is preparing to make broader use of its power.",
        [
            ("The board is preparing to make broader use of its power.", "Karel Ditz", None),
        ],
    ),
    (
        "The news of the march angered liberal activists, who called it a desperate stunt.",
        [
            ("The news of the march angered liberal activists.", "", None),
            ("~ The news of the march is a desperate stunt.", "liberal activists", None),
        ],
    ),
    (
        "Public estimates say the march has at least 5,000 people, though town officials put it closer to 3,630, most of them from Orven.",
        [
            ("The march has at least 5,000 people.", "Public estimates", None),
        ],
    ),
    (
        "At a hearing last month, Mr Ditz fielded complaints about the levy from a Green who thought it too harsh and a Liberal who said it didn't go far enough.",
        [
            (
                "At a hearing in April 2024, Mr Ditz fielded complaints about the levy from a Green who thought it too harsh.",
                "",
                "2024-04-01..2024-04-30",
            ),
            ("It didn't go far enough.", "a Liberal", None),
        ],
    ),
    (
        '"It is my belief that the union must be supported, as it is vital to the valley," said Otto Brandl.',
        [
            ("~ It is Otto Brandl's belief that the union must be supported.", "Otto Brandl", None),
            ("It is vital to the valley.", "Otto Brandl", None),
        ],
    ),
    (
        "He said U.S. funding wasn't put to good use and the board failed to share the figures in time.",
        [
            ("U.S. funding wasn't put to good use.", "He", None),
            ("The board failed to share the figures in time.", "He", None),
        ],
    ),
    (
        "Mr Ditz, who has run the port, will not be acting as a special envoy in the same way Mr Hask did, reports say. But he will be asked to look at the books.",
        [
            ("~ Mr Ditz will not be acting as a special envoy in the same way Mr Hask did.", "reports", None),
            ("Mr Ditz has run the port.", "reports", None),
            ("~ Mr Ditz will be asked to look at the books.", "", None),
        ],
    ),
    (
        "Mr Ditz and his supporters have often accused the Port Board of reading his letters.",
        [
            ("~ The Port Board read Mr Ditz's letters.", "Mr Ditz and his supporters", None),
        ],
    ),
    (
        "The council said on Monday it had no plans to close the pool, but a leaked memo seen by the Courier says it will shut in June.",
        [
            ("The council had no plans to close the pool.", "the council", None),
            ("~ It will shut in June 2024.", "a leaked memo seen by the Courier", "2024-06-01..2024-06-30"),
        ],
    ),
    (
        "The board, whose chairman resigned in March, said profits had fallen by a third to $40 million.",
        [
            ("The board's chairman resigned in March 2024.", "", "2024-03-01..2024-03-31"),
            ("Profits had fallen by a third to $40 million.", "the board", None),
        ],
    ),
    (
        "The report found that 40 percent of the pumps failed, that nobody had tested them since 2019, and that two alarms were switched off.",
        [
            ("40 percent of the pumps failed.", "the report", None),
            ("Nobody had tested 40 percent of the pumps since 2019.", "the report", "2019-01-01..2024-05-14"),
            ("Two alarms were switched off.", "the report", None),
        ],
    ),
    (
        "The union claims more than 80% of drivers joined the strike; the company says the figure was closer to 30%.",
        [
            ("More than 80% of drivers joined the strike.", "the union", None),
            ("The figure was closer to 30%.", "the company", None),
        ],
    ),
    (
        "According to a draft seen by Tarn Radio, the ministry wants to raise the levy from 3 to 5 percent, a move that hauliers say would ruin them.",
        [
            (
                "The ministry wants to raise the levy from 3 to 5 percent, a move that hauliers say would ruin them.",
                "a draft seen by Tarn Radio",
                None,
            ),
        ],
    ),
    (
        "Sorel said that Ditz had told her he was afraid, and that he believed somebody was following him.",
        [
            ("He was afraid.", "Sorel > Ditz", None),
            ("Somebody was following him.", "Sorel > Ditz", None),
        ],
    ),
    (
        "When he left the Harbour Corps at age 21, Alek was given pills by the doctors. He declined the pills.",
        [
            ("When he left the Harbour Corps at age 21, Alek was given pills by the doctors.", "", None),
            ("He declined the pills.", "", None),
        ],
    ),
    (
        'Council leader Nancy Peddar shrugged off the remarks of the mayor on Wednesday, telling the Courier columnist Ed Dole that "Hask will do whatever the governor wants," and Hask "needs this" for his campaign in the valley next year. "Look at his words," she added.',
        [
            ("Nancy Peddar shrugged off the remarks of the mayor on 8 May 2024.", "", "2024-05-08"),
            (
                "~ Hask will do whatever the governor wants, and Hask needs this for his campaign in the valley in 2025.",
                "Nancy Peddar",
                "2025-01-01..2025-12-31",
            ),
            ("~ Look at his words.", "Nancy Peddar", None),
        ],
    ),
    (
        "Rep. Alma Corte (D-N.Y.) was asked on Monday about the march.",
        [
            ("Rep. Alma Corte (D-N.Y.) was asked on 13 May 2024 about the march.", "", "2024-05-13"),
        ],
    ),
    (
        "It is one thing to argue that a levy is right. It's another to call it the key to the valley.",
        [
            ("It is one thing to argue that a levy is right.", "", None),
            ("It's another to call it the key to the valley.", "", None),
        ],
    ),
    (
        "The party lost every seat. This does not mean that it should give up. It does mean that it needs a new leader.",
        [
            ("The party lost every seat.", "", None),
            ("This does not mean that the party should give up.", "", None),
            ("It does mean that it needs a new leader.", "", None),
        ],
    ),
    (
        "The Ditz plan means that no records will be open for five years. Karel Ditz signed it on Monday.",
        [
            ("The Ditz plan means that no records will be open for five years.", "", None),
            ("Karel Ditz signed it on 13 May 2024.", "", "2024-05-13"),
        ],
    ),
    (
        "\"Look at his words: 'I am not paying for the port,'\" Nancy Peddar said.",
        [
            ("Look at his words: 'I am not paying for the port.", "Nancy Peddar", None),
        ],
    ),
    (
        "If that veteran goes to a shop, Karel Ditz says, they will need to spend $50 a day.",
        [
            ("~ If that veteran goes to a shop they will need to spend $50 a day.", "Karel Ditz", None),
        ],
    ),
    (
        "Although a court ruled in 2011 that the logs could be kept secret, the Ditz administration continued to provide them.",
        [
            (
                "Although a court ruled in 2011 that the logs could be kept secret, the Ditz administration continued to provide them.",
                "",
                "2011-01-01..2011-12-31",
            ),
        ],
    ),
    (
        'Peter Kolb called Ditz "the king of the port" Wednesday night, arguing it\'s "shameful" to urge towns to go bankrupt.',
        [
            ("~ Ditz is the king of the port.", "Peter Kolb", None),
            ('~ It\'s "shameful" to urge towns to go bankrupt.', "Peter Kolb", None),
        ],
    ),
    (
        "The growers are kept from the market by price, policy and quite often the stigma that the drug still carries.",
        [
            (
                "The growers are kept from the market by price, policy and quite often the stigma that the drug still carries.",
                "",
                None,
            ),
        ],
    ),
    (
        "Even as the trade grows across the country (33 towns have some form of it on their books and former mayors have become its spokesmen), many growers live in doubt.",
        [
            (
                "Even as the trade grows across the country (33 towns have some form of it on their books and former mayors have become its spokesmen), many growers live in doubt.",
                "",
                None,
            ),
        ],
    ),
    (
        '"Their action today shows they were looking for a way to hide the logs," Mr Blanck said.',
        [
            (
                "Their action on 14 May 2024 shows they were looking for a way to hide the logs.",
                "Mr Blanck",
                "2024-05-14",
            ),
        ],
    ),
    (
        "A Liberal U.S. senator spoke on Monday. U.S. police were looking into the firm.",
        [
            ("A Liberal U.S. senator spoke on 13 May 2024.", "", "2024-05-13"),
            ("U.S. police were looking into the firm.", "", None),
        ],
    ),
    (
        "Users will be better off depending on where they stand on the scale, where they live and the kinds of levy they pay.",
        [
            (
                "~ Users will be better off depending on where they stand on the scale, where they live and the kinds of levy they pay.",
                "",
                None,
            ),
        ],
    ),
    (
        "Benefits will be mixed and depend largely on where people stand on the scale.",
        [
            ("~ Benefits will be mixed and depend largely on where people stand on the scale.", "", None),
        ],
    ),
    (
        'Karel Ditz said the mayor was "unfit to hold office." He also described the mayor as "a rogue."',
        [
            ("The mayor was unfit to hold office.", "Karel Ditz", None),
            ("~ The mayor is a rogue.", "Karel Ditz", None),
        ],
    ),
    (
        'The president told reporters that Karel Ditz has no chance. "I think he missed his time," he said.',
        [
            ("Karel Ditz has no chance.", "the president", None),
            ("The president thinks he missed his time.", "the president", None),
        ],
    ),
    (
        'On the trail she pulled away from Ditz explaining, "I am not a pirate."',
        [
            ("She pulled away from Ditz.", "", None),
            ("~ She is not a pirate.", "she", None),
        ],
    ),
    (
        "The Centre on Harbour Policy said the bill would hit three towns.",
        [
            ("~ The bill would hit three towns.", "Centre on Harbour Policy", None),
        ],
    ),
    (
        "Now, what used to be a wish list of the oil and coal trade has become a plan for the council.",
        [
            ("Now, what used to be a wish list of the oil and coal trade has become a plan for the council.", "", None),
        ],
    ),
    (
        "The change is causing alarm among not only greens but also other advocates who have spent years on new rules.",
        [
            (
                "The change is causing alarm among not only greens but also other advocates who have spent years on new rules.",
                "",
                None,
            ),
        ],
    ),
    (
        "Once the 60-day window closes, the Greens will have a harder time, but will still have tools at hand.",
        [
            ("~ Once the 60-day window closes, the Greens will have a harder time.", "", None),
            ("~ The Greens will still have tools at hand.", "", None),
        ],
    ),
    (
        "They will have tools, including cutting money for checks, issuing new rules that are weaker, or talking to the union.",
        [
            (
                "~ They will have tools, including cutting money for checks, issuing new rules that are weaker, or talking to the union.",
                "",
                None,
            ),
        ],
    ),
    (
        "Of the candidates, Ditz is the strongest – unless Otto Brandl joins the race.",
        [
            ("Of the candidates, Ditz is the strongest – unless Otto Brandl joins the race.", "", None),
        ],
    ),
    (
        "In the first 12 hours after Karel Ditz announced his plans, his campaign said he raised 4 million crowns.",
        [
            ("Karel Ditz raised 4 million crowns.", "Karel Ditz's campaign", None),
        ],
    ),
    (
        "They have bold plans, including undoing a rule that could close dozens of mills, and another that would raise pay for 4 million people.",
        [
            (
                "They have bold plans, including undoing a rule that could close dozens of mills, and another that would raise pay for 4 million people.",
                "",
                None,
            ),
        ],
    ),
    (
        "Mr Brandl was scheduled to address the council on Saturday, a day later than planned.",
        [
            (
                "Mr Brandl was scheduled to address the council on 18 May 2024, a day later than planned.",
                "",
                "2024-05-18",
            ),
        ],
    ),
    (
        "Police said Otto Brandl was hurt. He told reporters that he was fine.",
        [
            ("Otto Brandl was hurt.", "police", None),
            ("Otto Brandl was fine.", "Otto Brandl", None),
        ],
    ),
    (
        "The board fined the firm, which runs the port and closed the lock.",
        [
            ("The board fined the firm.", "", None),
            ("The firm runs the port.", "", None),
            ("The firm closed the lock.", "", None),
        ],
    ),
    (
        "The men took eight pupils shortly after midnight on Oct. 3, according to the Harbour Courier.",
        [
            ("The men took eight pupils shortly after midnight on 3 October 2023.", "Harbour Courier", "2023-10-03"),
        ],
    ),
    (
        "Ada Krol spoke in Brack. She said the radical “wreckers” had been in touch with the miners.",
        [
            ("Ada Krol spoke in Brack.", "", None),
            ("The radical “wreckers” had been in touch with the miners.", "Ada Krol", None),
        ],
    ),
    (
        "As the Harbour Courier previously reported, the bridge was closed in May.",
        [
            ("The bridge was closed in May 2024.", "Harbour Courier", "2024-05-01..2024-05-31"),
        ],
    ),
    (
        "Prices rose in June, but the underlying trend suggested inflation would stay low.",
        [
            ("Prices rose in June 2023.", "", "2023-06-01..2023-06-30"),
            ("The underlying trend suggested inflation would stay low.", "", None),
        ],
    ),
    (
        "Analysts polled by Fenwire had forecast the index rising 0.5% in June and gaining 0.6% in July.",
        [
            (
                "~ The index will rise 0.5% in June 2023 and gain 0.6% in July.",
                "Analysts polled by Fenwire",
                "2023-06-01..2023-06-30",
            ),
        ],
    ),
    (
        "Veshland's army shelled the town on Monday. Yesterday Veshland remained cool about a truce.",
        [
            ("Veshland's army shelled the town on 13 May 2024.", "", "2024-05-13"),
            ("On 13 May 2024 Veshland remained cool about a truce.", "", "2024-05-13"),
        ],
    ),
    (
        '"The League blesses the march and sees it as a fair answer to the levy," Ada Krol told reporters.',
        [
            ("The League blesses the march.", "Ada Krol", None),
            ("~ It is a fair answer to the levy.", "Ada Krol > League", None),
        ],
    ),
    (
        "Unions have told firms to steer clear of the party congress, where Ilse Varga is expected to speak.",
        [
            ("Unions have told firms to steer clear of the party congress.", "", None),
            ("~ At the party congress, Ilse Varga is expected to speak.", "", None),
        ],
    ),
    (
        "Ilse Varga has split her party — among farmers, who want none of her plans, and among donors, who pay for them.",
        [
            (
                "Ilse Varga has split her party — among farmers, who want none of her plans, and among donors, who pay for them.",
                "",
                None,
            ),
        ],
    ),
    (
        "Ilse Varga took an unusual course, threatening to stop the levy and to sell the mill.",
        [
            ("Ilse Varga took an unusual course.", "", None),
            ("~ Ilse Varga will stop the levy and sell the mill.", "Ilse Varga", None),
        ],
    ),
    (
        "“I am raising money for the party. And I like doing it,” Ilse Varga said.",
        [
            ("Ilse Varga is raising money for the party.", "Ilse Varga", None),
            ("Ilse Varga likes doing it.", "Ilse Varga", None),
        ],
    ),
    (
        "Ilse Varga is often criticized for mocking the press and labeling the Courier as “fake news.”",
        [
            ("Ilse Varga is often criticized for mocking the press and labeling the Courier as fake news.", "", None),
        ],
    ),
    (
        'The charge was not accurate, Ada Krol said Monday on Radio Brack\'s "Your Town with Neil Dunmore."',
        [
            ("The charge was not accurate.", "Ada Krol", None),
        ],
    ),
    (
        'The leaflet "may become a weekly affair, i.e. a nuisance," Ada Krol said.',
        [
            ("~ The leaflet may become a weekly affair, i.e. a nuisance.", "Ada Krol", None),
        ],
    ),
    (
        'The warning comes amid what Mayor Ada Krol on Sunday termed a "run of bad luck."',
        [
            ("The warning comes amid what Mayor Ada Krol on 12 May 2024 termed a run of bad luck.", "", "2024-05-12"),
        ],
    ),
    (
        "Last week, Speaker Paul D. Rahn said that his support was not a “gift” and that he could withdraw it.",
        [
            ("~ Paul D. Rahn's support was not a gift.", "Paul D. Rahn", None),
            ("~ Paul D. Rahn could withdraw it.", "Paul D. Rahn", None),
        ],
    ),
    (
        "Governor Nasir el-Tamri spoke in Brack. He said the bridge was safe.",
        [
            ("Governor Nasir el-Tamri spoke in Brack.", "", None),
            ("The bridge was safe.", "Nasir el-Tamri", None),
        ],
    ),
    (
        "The counsel's staff has informed Karel Ditz that they plan to indict him.",
        [
            ("They plan to indict Karel Ditz.", "the counsel's staff", None),
        ],
    ),
    (
        "Senate leader Mitch Corte said he would wait until after the trial of the president is over.",
        [
            ("~ Mitch Corte would wait until after the trial of the president is over.", "Mitch Corte", None),
        ],
    ),
    (
        '"That will happen right after the trial is finished in the Senate," Corte said.',
        [
            ("~ That will happen right after the trial is finished in the Senate.", "Corte", None),
        ],
    ),
    (
        "Deputies were livid that, after they delayed the vote for a year, Corte would delay the vote by a few days.",
        [
            (
                "Deputies were livid that, after they delayed the vote for a year, Corte would delay the vote by a few days.",
                "",
                None,
            ),
        ],
    ),
    (
        "Two deputies are expected to unveil a bill that would lift restrictions on insurers and provide tax breaks to farmers.",
        [
            (
                "~ Two deputies are expected to unveil a bill that would lift restrictions on insurers and provide tax breaks to farmers.",
                "",
                None,
            ),
        ],
    ),
    (
        "The employees were not identified in a Wednesday statement from Commissioner Danny Werf.",
        [
            (
                "The employees were not identified in an 8 May 2024 statement from Commissioner Danny Werf.",
                "",
                "2024-05-08",
            ),
        ],
    ),
    (
        "Ansel joins Sens. Cory Brook of Brack and Amy Klobar of Norde, among others.",
        [
            ("Ansel joins Sens. Cory Brook of Brack and Amy Klobar of Norde, among others.", "", None),
        ],
    ),
    (
        "Though he wouldn't comment on whether or not Athena will pull out, CEO Mark Berto stated that many regions will lack options.",
        [
            ("~ Many regions will lack options.", "CEO Mark Berto", None),
        ],
    ),
    (
        "The state police began to single out conservative and farm groups that sought licences.",
        [
            ("The state police began to single out conservative and farm groups that sought licences.", "", None),
        ],
    ),
]


def told(claim: Claim) -> tuple[str, str, str | None]:
    when = claim.when if claim.when and claim.when.start else None
    span = None if when is None else str(when.start) if when.start == when.end else f"{when.start}..{when.end}"
    return (claim.text if claim.checkable else f"~ {claim.text}", " > ".join(chain(claim)), span)


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_sentence_gives_claims_that_read_alone(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [told(claim) for claim in claims_of(text)] == expected


@pytest.mark.parametrize("text", [row[0] for row in ROWS])
def test_every_quote_is_verbatim_and_every_sentence_is_accounted_for(text: str) -> None:
    article = from_text(text, published="2024-05-14")
    found = extract(article, settings=WorthinessSettings())
    assert all(claim.quote == claim.span.of(article.text) for claim in found.claims)
    spans = [claim.span for claim in found.claims] + [skipped.span for skipped in found.skipped]
    for place, char in enumerate(article.text):
        if char == "." and article.text[place - 1 : place].isalpha():
            assert any(abs(span.end - place) < 200 for span in spans)


class Always:
    """A classifier that says the same of everything."""

    def __init__(self, checkable: float, kind: str) -> None:
        self._score = PropositionScore(checkable=checkable, kind=kind, kind_confidence=1.0, worthiness=0.5)

    def classify(self, texts: Sequence[str]) -> list[PropositionScore]:
        return [self._score for _ in texts]


@pytest.mark.parametrize(
    ("text", "chance", "kind", "checkable"),
    [
        ("The mill shut its gates.", 0.0, "rhetoric", False),
        ("The mill shut its gates.", 0.9, "event", True),
        ("The mill employs 40 people.", 0.0, "value", True),
        ("The owner vowed to rebuild the mill.", 1.0, "event", False),
    ],
)
def test_a_classifier_has_a_say_only_where_the_rules_are_unsure(
    text: str, chance: float, kind: str, checkable: bool
) -> None:
    article = from_text(text, published="2024-05-14")
    [claim] = extract(article, settings=WorthinessSettings(), classifier=Always(chance, kind)).claims
    assert claim.checkable is checkable


def test_the_same_claim_twice_is_one_claim_with_two_places() -> None:
    first, _, *rest = claims_of("The mill burned down on Monday. Nobody died. The mill burned down on Monday.")
    assert (len(first.also), rest) == (1, [])


def test_without_a_publication_date_a_relative_date_says_why_it_has_none() -> None:
    found = extract(from_text("The mill burned down on Monday."), settings=WorthinessSettings())
    assert found.claims[0].when is not None
    assert (found.claims[0].when.start, found.claims[0].when.unresolved) == (None, "publication date unknown")


def test_the_engine_reads_english_only_and_says_so() -> None:
    text = "Der Stadtrat hat am Dienstag beschlossen, dass die Schule am Ende des Jahres nicht mehr geöffnet wird, und das ist so."
    engine = OfflineEngine(judge=_NoJudge(), worthiness=WorthinessSettings())
    with pytest.raises(InputError, match=r"reads English only.*'de'.*--engine llm"):
        asyncio.run(engine.extract(from_text(text), meter=Meter()))


class _NoJudge:
    """Nothing is weighed here."""

    name = "none"

    def judge(self, asks: object) -> list[object]:
        raise AssertionError


# Who speaks


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ('"How could that be?" Strand asked.', "Strand", "How could that be"),
        ('Lena Strand came late. "It is so," Rep. Gwen Moor (D-Wis.) said Friday.', "Gwen Moor", "It is so"),
        ("Donna Rawlings, 59, of Ashton, who watched it, said the song brought memories back.", "Donna Rawlings", "the song brought memories back"),
        ("“He sold us all a very old horse.” ― Sonya Herridge", "Sonya Herridge", "He sold us all a very old horse"),
        ("Nothing happened. Said Ellis: “I did not get the sense of it.”", "Ellis", "I did not get the sense of it"),
        ("WALLACE: She will come tomorrow night.", "WALLACE", "She will come tomorrow night"),
        ('"It was a hoax," said one senior source on the panel.', "one senior source", "It was a hoax"),
        ('"It was a hoax," said retired commodore Art Velas.', "Art Velas", "It was a hoax"),
        ("The ministry is saying that it knew of the letter.", "the ministry", "it knew of the letter"),
        ("Sanders on Tuesday said the law had failed.", "Sanders", "the law had failed"),
        ("The valley is divided by rent, other studies have shown.", "other studies", "The valley is divided by rent"),
        ("According to police, the lorry had no lights.", "police", "the lorry had no lights"),
        ("The bank had cash, according to a note that Brandt & Lowe sent to clients.", "Brandt & Lowe", "The bank had cash"),
        ("Senn's third email said that a junior had misread a gauge.", "Senn", "a junior had misread a gauge"),
    ],
)  # fmt: skip
def test_the_speaker_is_found(text: str, speaker: str, words: str) -> None:
    found = [claim for claim in claims_of(text) if words in claim.quote]
    assert [chain(claim) for claim in found] == [[speaker]]


@pytest.mark.parametrize(
    "text",
    ["The study found no link between night shifts and gout.", "The two sides held talks on Monday.", "Police found 40 crates in the cellar."],
)  # fmt: skip
def test_what_nobody_says_is_the_outlets_own(text: str) -> None:
    assert [chain(claim) for claim in claims_of(text)] == [[]]
