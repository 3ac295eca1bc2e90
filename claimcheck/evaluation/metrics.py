"""Every metric by name, in the order of the report, each with a line that says what is divided by what.

The formulas are in `formulas`, the counting in `counting`; this is the list.
"""

from collections.abc import Sequence

from claimcheck.evaluation import formulas
from claimcheck.evaluation.counting import (
    BINS,
    FINE,
    LABELS,
    Metric,
    accuracy,
    bins_of,
    confused,
    curve_of,
    entailed,
    entailment,
    f1_of,
    gain,
    in_all,
    in_bins,
    label_right,
    labelled,
    matching,
    of_found,
    on_average,
    precision_of,
    ratio,
    recall_of,
    squared,
    within,
    yes,
)
from claimcheck.evaluation.rows import Score
from claimcheck.evaluation.statistics import total

K = (1, 3, 5, 8)
METRICS: tuple[Metric, ...] = (
    Metric(
        "claim_recall",
        "extraction",
        "gold claims that a predicted claim answers / gold claims",
        matching,
        lambda s: formulas.share(s[0], s[2]),
    ),
    Metric(
        "claim_precision",
        "extraction",
        "predicted claims that answer a gold claim / predicted claims; the gold set does not hold every claim, so this is a lower bound",
        matching,
        lambda s: formulas.share(s[0], s[1]),
    ),
    Metric(
        "claim_entailed",
        "extraction",
        "precision by entailment: predicted claims that the article entails, said by whom they say / predicted claims; needs a judge",
        entailment,
        entailed,
    ),
    Metric("claim_f1", "extraction", "harmonic mean of the two", matching, lambda s: formulas.f1(*s)),
    Metric(
        "sentence_coverage",
        "extraction",
        "sentences with a gold claim that a predicted claim touches / all of them",
        lambda score: tuple(map(float, score.sentences)),
        lambda s: formulas.share(*s),
    ),
    ratio(
        "element_coverage",
        "extraction",
        "numbers and names of paired gold claims that the predicted claim keeps",
        lambda row: row.elements,
    ),
    ratio(
        "atomicity",
        "extraction",
        "predicted claims that hold no two gold claims / predicted claims",
        lambda row: yes(row.atomic),
    ),
    ratio(
        "fabrication",
        "extraction",
        "predicted claims with a number, name or date that the article lacks / predicted claims",
        lambda row: yes(row.fabricated),
        better="lower",
    ),
    ratio(
        "quote_validity",
        "extraction",
        "predicted claims whose quote stands in the article letter for letter",
        lambda row: yes(row.verbatim),
    ),
    Metric(
        "refused",
        "extraction",
        "claims proposed by the engine and refused by code / proposed",
        lambda score: (float(score.refused), float(score.proposed)),
        lambda s: formulas.share(*s),
        "lower",
    ),
    ratio(
        "speaker",
        "attribution",
        "paired claims whose innermost source is the gold one by name, the outlet's own voice included",
        lambda row: yes(row.speaker),
    ),
    ratio(
        "speaker_alike",
        "attribution",
        "the same, shorter and longer names taken for one",
        lambda row: yes(row.speaker_alike),
    ),
    ratio(
        "speaker_of_attributed",
        "attribution",
        "speaker, only gold claims that somebody is said to make",
        lambda row: yes(row.speaker if row.speaking != "outlet" else None),
    ),
    ratio(
        "speaker_inside",
        "attribution",
        "speaker, gold claims whose speaker is named in the quote's sentence",
        lambda row: yes(row.speaker if row.speaker_near else None),
    ),
    ratio(
        "speaker_outside",
        "attribution",
        "speaker, gold claims whose speaker is named in another sentence",
        lambda row: yes(row.speaker if row.speaker_near is False else None),
    ),
    ratio(
        "chain",
        "attribution",
        "paired claims whose whole chain of sources is the gold one",
        lambda row: yes(row.chain),
    ),
    ratio(
        "chain_of_nested",
        "attribution",
        "chain, only gold claims with two links or more",
        lambda row: yes(row.chain if row.speaking == "chain" else None),
    ),
    ratio(
        "date",
        "attribution",
        "paired claims with exactly the gold interval of days, none included",
        lambda row: yes(row.when),
    ),
    ratio(
        "date_of_dated",
        "attribution",
        "date, only gold claims that have one",
        lambda row: yes(row.when if row.dated else None),
    ),
    *(
        of_found(
            f"recall_at_{k}",
            f"gold quotes of other origins that a passage of the first {k} holds, over paired claims",
            within(k),
        )
        for k in K
    ),
    of_found(
        "ndcg_at_8",
        "gain of the documents found, in order, against the best order; 2 for deciding words, 1 for others",
        gain,
    ),
    of_found(
        "origin_recall",
        "independent origins with deciding words that were found",
        lambda found: (float(found.origins[0]), float(found.origins[1])),
    ),
    of_found(
        "strangers_found",
        "hits of documents about other events / hits",
        lambda found: (float(found.strangers), float(found.hits)),
        better="lower",
    ),
    in_all(
        "self_retrieval",
        "retrieval",
        "hits of the article's own copies; must be 0",
        lambda score: float(sum(row.found.own for row in score.rows if row.found)),
    ),
    confused(
        "macro_f1",
        "mean F1 of supported, contested, opinion and unverified over paired claims",
        lambda c: formulas.macro_f1(c, LABELS),
    ),
    confused(
        "macro_f1_end_to_end",
        "the same over all gold claims: one that was not extracted counts against its label",
        lambda c: formulas.macro_f1(c, LABELS),
        missed=True,
    ),
    confused("accuracy", "paired claims with the gold label", accuracy),
    *(confused(f"f1_{label}", f"F1 of {label} over paired claims", f1_of(label)) for label in LABELS),
    confused("precision_supported", "supported and gold says so / supported", precision_of("supported")),
    confused("precision_contested", "contested and gold says so / contested", precision_of("contested")),
    confused("abstention_precision", "unverified and gold says so / unverified", precision_of("unverified")),
    confused("abstention_recall", "gold unverified claims left unverified / all of them", recall_of("unverified")),
    confused("label_coverage", "checkable gold claims that got a label / all of them", labelled),
    confused("label_precision", "supported and contested labels that the gold set shares / given", label_right),
    ratio(
        "reason",
        "verdicts",
        "reasons of rightly unverified claims that are the gold one",
        lambda row: yes(
            row.reason == row.gold_reason if row.scored and row.label == row.gold_label == "unverified" else None
        ),
    ),
    ratio(
        "said",
        "verdicts",
        "attributed paired claims with the gold answer to 'did the source say it?'",
        lambda row: yes(row.said == row.gold_said if row.scored and row.speaking != "outlet" else None),
    ),
    ratio(
        "said_precision",
        "verdicts",
        "answers to 'did the source say it?' that are the gold one / answers given",
        lambda row: yes(row.said == row.gold_said if row.scored and row.said else None),
    ),
    ratio(
        "said_recall",
        "verdicts",
        "gold answers to 'did the source say it?' that were given / all of them",
        lambda row: yes(row.said == row.gold_said if row.scored and row.gold_said else None),
    ),
    ratio(
        "citation_precision",
        "verdicts",
        "citations that stand in their document letter for letter / citations; must be 1",
        lambda row: row.cited,
    ),
    ratio(
        "evidence_precision",
        "verdicts",
        "passages that carry a verdict whose document has that stance in the gold set",
        lambda row: row.decisive,
    ),
    ratio(
        "origin_count",
        "verdicts",
        "paired claims whose counts of independent origins are the gold ones",
        lambda row: yes(row.origins_right),
    ),
    ratio(
        "confident",
        "confidence",
        "paired verdicts that come with a confidence",
        lambda row: yes(row.confidence is not None if row.scored else None),
    ),
    ratio("brier", "confidence", "mean squared distance of confidence and being right", squared, better="lower"),
    Metric(
        "ece",
        "confidence",
        f"expected calibration error, {BINS} bins of equal width",
        in_bins(BINS),
        lambda s: formulas.ece(bins_of(s)),
        "lower",
    ),
    Metric(
        "aurc",
        "confidence",
        "mean risk while answering, surest first",
        in_bins(FINE),
        lambda s: formulas.aurc(curve_of(bins_of(s))),
        "lower",
    ),
    in_all(
        "self_support",
        "robustness",
        "passages of the article's own copies that carry a verdict; must be 0",
        lambda score: float(sum(row.self_support for row in score.rows)),
    ),
    in_all(
        "stranger_support",
        "robustness",
        "passages about other events that carry a verdict",
        lambda score: float(sum(row.strangers for row in score.rows)),
    ),
    ratio(
        "accuracy_beside_planted",
        "robustness",
        "paired claims with the gold label among those weighed against words planted for a machine",
        lambda row: yes(row.label == row.gold_label if row.scored and row.planted else None),
    ),
    ratio(
        "accuracy_elsewhere",
        "robustness",
        "paired claims with the gold label among the others",
        lambda row: yes(row.label == row.gold_label if row.scored and not row.planted else None),
    ),
    on_average(
        "claims",
        "cost",
        "predicted claims an article",
        lambda score: float(sum(row.claim_id is not None for row in score.rows)),
    ),
    on_average(
        "failed",
        "cost",
        "claims without a verdict because of an error, an article",
        lambda score: float(sum(row.label == "failed" for row in score.rows)),
        better="lower",
    ),
    on_average(
        "dropped_citations",
        "cost",
        "citations of an LLM that were not verbatim, an article",
        lambda score: float(score.dropped_citations),
        better="lower",
    ),
    on_average(
        "calls",
        "cost",
        "questions to the LLM, answered by it or from the cache of the same run, an article",
        lambda score: float(score.calls + score.cached),
        better="lower",
    ),
    on_average(
        "tokens_in",
        "cost",
        "prompt tokens paid for, an article",
        lambda score: float(score.tokens_in),
        better="lower",
    ),
    on_average(
        "tokens_out",
        "cost",
        "answer tokens paid for, an article",
        lambda score: float(score.tokens_out),
        better="lower",
    ),
    Metric(
        "money",
        "cost",
        "money paid, an article; only where prices are set",
        lambda score: (score.cost or 0.0, float(score.cost is not None)),
        lambda sums: formulas.share(*sums),
        "lower",
        share=False,
    ),
)
"""In the order of the report."""
BY_NAME = {metric.name: metric for metric in METRICS}


def figure(metric: Metric, scores: Sequence[Score]) -> float | None:
    """The metric over articles."""
    tallies = [metric.tally(score) for score in scores]
    return metric.value(total(tallies)) if tallies else None
