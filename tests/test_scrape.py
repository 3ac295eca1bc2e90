"""Cutting an article out of a plain-text scrape: what is kept, what is dropped and under which name."""

import datetime as dt
import re

import pytest

from claimcheck.scrape import Scrape, clean, date_line
from claimcheck.scrape.rules import line_reason

FIRST = (
    "The old swing bridge at Pellow Quay closed to lorries on Monday after engineers found cracks in two of its "
    "bearings, the harbour office said."
)
SECOND = (
    "Buses will take the long way round by Marsh Street until the bearings are replaced, which may last five weeks."
)
THIRD = '"Nobody was ever in danger," said Ottilie Brandt, who runs the harbour office.'
HEADLINE = "Swing bridge at Pellow Quay closed to lorries"

SCRAPE = f"""The Pellow Post
Home > News > Harbour
Search
Tuesday 23 March 2021 - 00:03
Story Code: 448121
{HEADLINE}
{HEADLINE}
By Jonas Ferrow
3 min read
Share this article
The bridge seen from the north bank (Photo: Lena Ivers)
PELLOW QUAY (HPA) - {FIRST}

{SECOND}

Advertisement

{THIRD}

We use cookies to make this site work better for you.
Sign up for our harbour newsletter
Related Stories
Ferry timetable changes again
Who pays for the dredging?
Featured
Ten gardens to see in April...
Comments (14)
Dredger77: about time somebody looked at it, I have been saying so for years.
© 2021 The Pellow Post. All rights reserved.
"""


@pytest.fixture(scope="module")
def scraped() -> Scrape:
    return clean(SCRAPE)


def reason(scrape: Scrape, words: str) -> str | None:
    return next((piece.reason for piece in scrape.dropped if words in piece.text), None)


def test_only_the_articles_own_paragraphs_are_left(scraped: Scrape) -> None:
    assert scraped.body == "\n\n".join([FIRST, SECOND, THIRD])


def test_the_repeated_line_is_the_headline(scraped: Scrape) -> None:
    assert scraped.title == HEADLINE


def test_the_date_line_becomes_the_publication_date(scraped: Scrape) -> None:
    assert scraped.published is not None
    assert scraped.published.at == dt.datetime(2021, 3, 23, 0, 3)
    assert (scraped.published.precision, scraped.published.zone, scraped.published.basis) == ("minute", None, "header")


def test_the_byline_becomes_the_author_and_the_dateline_gives_the_agency(scraped: Scrape) -> None:
    assert scraped.author == "Jonas Ferrow"
    assert scraped.agencies == ("HPA",)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("The Pellow Post", "masthead"),
        ("Home > News", "navigation"),
        ("Search", "navigation"),
        ("23 March 2021", "date-line"),
        ("Story Code", "story-code"),
        (HEADLINE, "headline"),
        ("By Jonas Ferrow", "byline"),
        ("3 min read", "reading-time"),
        ("Share this article", "share"),
        ("Photo: Lena Ivers", "caption"),
        ("PELLOW QUAY (HPA) -", "dateline"),
        ("Advertisement", "advertisement"),
        ("cookies", "cookies"),
        ("newsletter", "newsletter"),
        ("Related Stories", "related"),
        ("Ferry timetable", "related"),
        ("Featured", "featured"),
        ("Ten gardens", "featured"),
        ("Comments (14)", "comments"),
        ("Dredger77", "comments"),
        ("All rights reserved", "copyright"),
    ],
)
def test_everything_dropped_is_kept_with_the_rule_that_took_it(scraped: Scrape, words: str, why: str) -> None:
    assert reason(scraped, words) == why


def test_no_word_of_the_scrape_is_lost(scraped: Scrape) -> None:
    kept = " ".join([scraped.body, *(piece.text for piece in scraped.dropped)]).split()
    assert sorted(kept) == sorted(SCRAPE.split())


def test_plain_paragraphs_are_left_as_they_are() -> None:
    scrape = clean(f"{FIRST}\n\n{SECOND}")
    assert (scrape.body, scrape.dropped) == (f"{FIRST}\n\n{SECOND}", ())
    assert (scrape.title, scrape.published, scrape.author) == (None, None, None)


def test_cleaning_a_clean_body_again_changes_nothing(scraped: Scrape) -> None:
    assert clean(scraped.body).body == scraped.body


@pytest.mark.parametrize("text", ["", "\n\n  \n", "Home\nMenu\nSign in"])
def test_nothing_but_boilerplate_leaves_an_empty_body(text: str) -> None:
    assert clean(text).body == ""


def test_a_known_title_is_dropped_where_it_is_repeated() -> None:
    scrape = clean(f"{HEADLINE}\n\n{FIRST}", title=HEADLINE)
    assert scrape.body == FIRST
    assert reason(scrape, HEADLINE) == "headline"


def test_the_article_goes_on_after_an_inserted_box_of_related_stories() -> None:
    later = (
        "Work on the bearings was to have begun two years ago but was put off when the steelworks at Hallam lost its "
        "licence, minutes of the office show."
    )
    last = (
        "The office now hopes to buy the parts from a foundry in Ostrava, which has asked for a deposit of a third of "
        "the price before it begins to cast."
    )
    scrape = clean(f"{FIRST}\n\nRead more\nFerry timetable changes again\n{later}\n\n{last}")
    assert scrape.body == f"{FIRST}\n\n{later}\n\n{last}"
    assert reason(scrape, "Ferry timetable") == "related"


def test_the_article_does_not_go_on_among_the_comments() -> None:
    scrape = clean(f"{FIRST}\n\nComments\n{SECOND}\n\n{SECOND} Truly.")
    assert scrape.body == FIRST


def test_a_count_of_comments_above_the_article_does_not_swallow_it() -> None:
    scrape = clean(f"{HEADLINE}\n{HEADLINE}\nBy Jonas Ferrow\n7 comments\n\n{FIRST}\n\n{SECOND}")
    assert scrape.body == f"{FIRST}\n\n{SECOND}"
    assert reason(scrape, "7 comments") == "comments"


def test_a_list_of_stories_above_the_article_does_not_swallow_it() -> None:
    scrape = clean(f"Top stories\nFerry timetable changes again\n{HEADLINE}\n\n{FIRST}\n\n{SECOND} {SECOND}")
    assert scrape.body == f"{FIRST}\n\n{SECOND} {SECOND}"


def test_markdown_marks_are_taken_off_and_link_texts_kept() -> None:
    text = (
        f"# {HEADLINE}\n\n**The old** [swing bridge](https://pellow.example/b) closed to lorries on Monday, they said."
    )
    scrape = clean(text, markdown=True)
    assert scrape.body == "The old swing bridge closed to lorries on Monday, they said."
    assert scrape.title == HEADLINE


def test_paragraphs_wrapped_at_a_fixed_width_are_joined() -> None:
    wrapped = (
        "The old swing bridge at Pellow Quay closed to lorries on\n"
        "Monday after engineers found cracks in two of its main\n"
        "bearings, the harbour office said in a short notice that\n"
        "was pinned to the door of the toll house at noon on the\n"
        "same day.\n\n"
        "Buses will take the long way round by Marsh Street until\n"
        "the bearings are replaced, which may last five weeks."
    )
    body = clean(wrapped).body
    assert body.count("\n\n") == 1
    assert "closed to lorries on Monday after engineers" in body


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("PELLOW QUAY (HPA) - ", "HPA"),
        ("PELLOW QUAY, Oct 17 (HPA) - ", "HPA"),
        ("PELLOW QUAY, March 22 — ", None),
        ("PELLOW QUAY — ", None),
        ("(HPA) - ", "HPA"),
    ],
)
def test_a_dateline_is_cut_off_and_its_agency_noted(dateline: str, agency: str | None) -> None:
    scrape = clean(dateline + FIRST)
    assert scrape.body == FIRST
    assert scrape.agencies == ((agency,) if agency else ())
    assert reason(scrape, dateline.strip()) == "dateline"


def test_a_dateline_that_names_the_year_gives_the_publication_date() -> None:
    published = clean(f"PELLOW QUAY, 22 March 2021 (HPA) - {FIRST}").published
    assert published is not None
    assert (published.day, published.basis) == (dt.date(2021, 3, 22), "dateline")


def test_a_dateline_without_a_year_gives_no_date() -> None:
    assert clean(f"PELLOW QUAY, March 22 (HPA) - {FIRST}").published is None


def test_an_agency_at_the_end_of_a_paragraph_is_noted_and_cut_off() -> None:
    scrape = clean(f"{FIRST}\n\n{SECOND} - HPA")
    assert scrape.body == f"{FIRST}\n\n{SECOND}"
    assert scrape.agencies == ("HPA",)
    assert reason(scrape, "- HPA") == "agency-footer"


def test_a_line_of_credits_is_dropped() -> None:
    scrape = clean(f"{FIRST}\n\nReporting by Jonas Ferrow")
    assert (scrape.body, reason(scrape, "Reporting by")) == (FIRST, "agency-footer")


def test_a_date_after_the_article_has_begun_is_not_its_publication() -> None:
    assert clean(f"{FIRST}\n\n1 January 1999\n\n{SECOND}").published is None


# Lines that look like furniture and are sentences, and the other way round

BEFORE = "The council of Hallam met for two hours on Monday and agreed on nothing at all, its clerk told reporters afterwards."
AFTER = "The next sitting is planned for the second week of May, the clerk said later that day, if anybody comes."
SENTENCES = (
    "Copyright law changed on Monday, the ministry said.",
    "Copyright rules for music schools were relaxed by parliament on Tuesday.",
    "Video: the mayor said nothing about the bridge during the two-hour sitting.",
    "Sign up numbers rose by a third in March, the club said.",
    "Sign-up numbers rose by a third in March, the club said.",
    "Written by a clerk in 1911, the letter was found in a cellar on Friday.",
    "The shop takes credit/debit cards, the owner said on Monday.",
    "Cookies were the first thing to sell out at the bakery on Saturday.",
    "The bakery says that it uses cookies to teach children fractions.",
    "Click here was the name of the band that won the prize on Sunday.",
    "Subscribe numbers at the paper fell by 4,000 last year.",
    "Join our walk, said the poster that the council has now banned.",
    "Get the newsletter out by Friday, the editor had written to his staff.",
    "By Monday Lena Strand and Per Holm had left the town.",
    "By Friday, Lena Strand had left.",
    "Credit: the bank said that it would lend no more to the town.",
    "Source: the river rises in the hills above Hallam, the map says.",
    "Agencies that hire nurses were fined on Tuesday.",
    "Share prices fell by 3 percent on Monday.",
    "Print shops closed early.",
    "Save the Children said on Monday that 40 schools had closed.",
    "Photo: the minister shakes hands with a union leader, the first such picture in years, the paper said.",
    "The paper printed a photo: the minister asleep in parliament.",
    "He showed the court an image: a lorry on the bridge at noon.",
    "This story was told by the agency's first director in court.",
    "This report was written by a feed company in Hallam, the court heard.",
    "All rights reserved for the tribe under the treaty were upheld on Monday.",
    "Read: the children can, said the teacher, in three languages.",
    "Watch: the police found one in his pocket, and another on his wrist.",
    "Related: the two men are cousins, the court heard.",
    "More: the firm wants 40 million, up from 30, he said.",
    "Continue reading the charges, the judge told the clerk on Monday.",
    "Article continues to apply, the court said.",
    "The ad was banned.",
    "Ad revenue fell by 3 percent.",
    "Editing by hand took four years, she said.",
    "Compiled by the ministry, the list names 40 firms.",
    "Reporting by the Hallam Post showed that the mayor had known.",
    "Next Monday the school reopens.",
    "Rain fell.",
    "The dead man was a farmer.",
    "He said no.",
    "(c) the third clause was struck out, the court said.",
    '"Subscribe now," the poster said.',
    "Comments by the minister on Monday angered the union.",
    "Tags were found on forty of the birds.",
    "Top stories of the 1920s were on show.",
    "More from the museum is to be sold.",
    "In other news the mayor has a cold.",
    "Download our app, the bank told its customers on Friday, or lose your card.",
    "Photographs by Lena Strand were shown in Hallam on Monday.",
    "Story code: the law calls it clause 14.",
)
FURNITURE = (
    "Sign up for our newsletter",
    "Sign up for our free daily briefing and never miss a story from Hallam.",
    "Sign up here",
    "Subscribe to our newsletter for the best of Hallam.",
    "Subscribe now",
    "Get the Packet at breakfast, our free newsletter, every day.",
    "Join our WhatsApp channel for news as it breaks",
    "Download our app",
    "Enter your email address",
    "Copyright 2021 The Pellow Post",
    "Copyright (c) 2021. All rights reserved.",
    "Copyright The Pellow Post",
    "(c) Pellow Post 2021",
    "Click here to read the full report.",
    "Click here for more",
    "Read more: Ferry timetable changes again",
    "Watch: Mayor falls off stage",
    "Also read: Who pays for the dredging?",
    "Photo: Lena Ivers",
    "Video: Mayor opens the new bridge",
    "Photo/AP",
    "Image: Getty / Lena Ivers",
    "Credit: Pellow Post",
    "File photo: the bridge in 2019.",
    "Reporting by Jonas Ferrow and Lena Ivers; editing by Tom Hale",
    "Additional reporting by the Hallam Post.",
    "Written by Jonas Ferrow",
    "Source: HPA",
    "Agencies",
    "Agencies/HPA",
    "With reporting by HPA",
    "This story was first published by the HPA news agency.",
    "This article was generated from an automated news agency feed without modifications.",
    "By Lena Strand",
    "By Lena Strand, Chief Reporter",
    "By Lena Strand and Per Holm - Hallam Post",
    "Comments (3)",
    "More from Hallam",
    "In other news",
    "We use cookies to make this site work better for you.",
    "The minister in Hallam on Monday. (AP Photo/John Smith)",
    "The minister in Hallam on Monday. Photo: Lena Ivers/HPA",
    "The minister in Hallam on Monday (File photo)",
    "A boat on the quay — Reuters/Lena Ivers",
)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_that_begins_like_a_notice_stays(line: str) -> None:
    scrape = clean(f"{BEFORE}\n\n{line}\n\n{AFTER}")
    assert scrape.body == f"{BEFORE}\n\n{line}\n\n{AFTER}"


@pytest.mark.parametrize("line", FURNITURE)
def test_a_notice_goes_whole_and_takes_nothing_with_it(line: str) -> None:
    scrape = clean(f"{BEFORE}\n\n{AFTER}\n\n{line}")
    assert (scrape.body, scrape.dropped[-1].text) == (f"{BEFORE}\n\n{AFTER}", line)


def test_an_article_of_short_sentences_alone_is_read() -> None:
    scrape = clean("Hallam Post\nA bad night on the river\nRain fell.\nThe river rose.\nNobody died, the mayor said.")
    assert scrape.body == "Rain fell.\n\nThe river rose.\n\nNobody died, the mayor said."
    assert scrape.title == "A bad night on the river"


def test_a_short_first_sentence_belongs_to_the_paragraph_after_it() -> None:
    assert clean(f"Hallam Post\nA bad night on the river\nRain fell.\n\n{BEFORE}").body == f"Rain fell.\n\n{BEFORE}"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("The Tern Wire contributed to this report.", "agency-footer"),
        ("Jonas Ferrow and Tom Hale contributed reporting from Orven.", "agency-footer"),
        ("Media playback is unsupported on your device", "caption"),
        ("Media playback is not supported on this device Media caption The report - in 60 seconds", "caption"),
        ("Each of the towns contributed to this report of theirs, and the mayor said so.", None),
        ("The Harbour Board contributed to this year's fair.", None),
    ],
)
def test_a_line_of_a_page_is_known_by_its_words(line: str, why: str | None) -> None:
    assert line_reason(line) == why


@pytest.mark.parametrize(
    ("credit", "why"),
    [
        ("Photo: Lena Ivers", "caption"),
        ("(HPA Photo/Lena Ivers)", "caption"),
        ("(Reporting by Jonas Ferrow; editing by Tom Hale)", "agency-footer"),
        ("Reporting by Jonas Ferrow; editing by Tom Hale", "agency-footer"),
    ],
)
def test_an_article_of_one_paragraph_loses_only_the_credit_at_its_end(credit: str, why: str) -> None:
    scrape = clean(f"{FIRST} {credit}")
    assert scrape.body == FIRST
    assert [(piece.text, piece.reason) for piece in scrape.dropped] == [(credit, why)]


def test_a_paragraph_of_two_sentences_before_a_picture_credit_is_no_caption() -> None:
    assert clean(f"{BEFORE}\n\n{FIRST} {SECOND} Photo: Lena Ivers").body == f"{BEFORE}\n\n{FIRST} {SECOND}"


def test_one_sentence_before_a_picture_credit_is_a_caption() -> None:
    assert clean(f"{BEFORE}\n\n{FIRST} Photo: Lena Ivers").body == BEFORE


def test_the_article_goes_on_with_one_sentence_after_an_invitation_to_subscribe() -> None:
    assert clean(f"{BEFORE}\n\nSubscribe now\n{AFTER}").body == f"{BEFORE}\n\n{AFTER}"


def test_a_long_paragraph_that_stands_twice_is_no_headline() -> None:
    twice = f"{FIRST} {SECOND}"
    assert clean(f"{twice}\n\n{twice}").body == f"{twice}\n\n{twice}"


# Lines that are a date


@pytest.mark.parametrize(
    ("line", "at", "zone"),
    [
        ("2021-03-23", "2021-03-23T00:00:00", None),
        ("23 March 2021", "2021-03-23T00:00:00", None),
        ("March 23, 2021", "2021-03-23T00:00:00", None),
        ("Mar. 23, 2021", "2021-03-23T00:00:00", None),
        ("23rd March 2021", "2021-03-23T00:00:00", None),
        ("Tue, 23 Mar 2021", "2021-03-23T00:00:00", None),
        ("Published: 23 March 2021", "2021-03-23T00:00:00", None),
        ("Last updated on March 23, 2021", "2021-03-23T00:00:00", None),
        ("Tuesday 23 March 2021 - 00:03", "2021-03-23T00:03:00", None),
        ("23 March 2021 at 14:30", "2021-03-23T14:30:00", None),
        ("23 March 2021, 2:30 pm", "2021-03-23T14:30:00", None),
        ("23 March 2021, 12:05 am", "2021-03-23T00:05:00", None),
        ("23 March 2021, 12:05 p.m.", "2021-03-23T12:05:00", None),
        ("14:30, 23 March 2021", "2021-03-23T14:30:00", None),
        ("23 March 2021 14:30 GMT", "2021-03-23T14:30:00+00:00", "GMT"),
        ("March 23, 2021 9:15 AM EST", "2021-03-23T09:15:00-05:00", "EST"),
        ("23 June 2021 14:30 BST", "2021-06-23T14:30:00+01:00", "BST"),
        ("23 March 2021 14:30 +05:30", "2021-03-23T14:30:00+05:30", "+05:30"),
        ("2021-03-23T14:30Z", "2021-03-23T14:30:00+00:00", "Z"),
        ("2021-03-23 14:30:59", "2021-03-23T14:30:00", None),
    ],
)
def test_a_line_that_is_a_date_is_read_with_time_and_zone(line: str, at: str, zone: str | None) -> None:
    published = date_line(line)
    assert published is not None
    assert (published.at.isoformat(), published.zone) == (at, zone)
    assert published.precision == ("minute" if re.search(r"\d:\d", line) else "day")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "March 2021",
        "Tuesday",
        "23 March",
        "31 February 2021",
        "2021-13-01",
        "23 March 2021, 25:99",
        "The bridge closed on 23 March 2021",
        "23 March 2021 was a cold day.",
        "448121",
    ],
)
def test_a_line_that_is_no_full_date_is_none(line: str) -> None:
    assert date_line(line) is None


def test_the_time_of_the_same_day_refines_a_bare_date() -> None:
    published = clean(f"23 March 2021\n23 March 2021 14:30\n{FIRST}").published
    assert published is not None
    assert (published.precision, published.at.hour) == ("minute", 14)


def test_a_later_line_with_another_day_does_not_replace_the_first() -> None:
    published = clean(f"23 March 2021\nUpdated 25 March 2021 14:30\n{FIRST}").published
    assert published is not None
    assert published.day == dt.date(2021, 3, 23)
