"""The ways a number goes wrong that a program can inject (NUMBERS §4): one function an operator.

`OPERATORS` change a number in its place: each takes the labelled text, one label and a source of chance, and
returns the edit that makes the label's number wrong, or None where the operator does not apply or its result
would be true. `CLAIMS` change what is told of a number: each takes a case and all cases of the same report,
and yields the text told anew, its wrong number marked (`edits.mark`), in every way that is certainly false.
J1 and Y1 move the whole text (see `perturb`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fazhi_rag.evaluation import amount_operators as amount
from fazhi_rag.evaluation import computed_operators as computed
from fazhi_rag.evaluation import period_operators as period
from fazhi_rag.evaluation import subject_operators as subject
from fazhi_rag.evaluation import sweeping_operators as sweeping
from fazhi_rag.evaluation import wording_operators as wording
from fazhi_rag.evaluation.edits import Operator
from fazhi_rag.evaluation.suites import GroundingCase

Claim = Callable[[GroundingCase, Sequence[GroundingCase]], Iterator[str]]

OPERATORS: dict[str, Operator] = {
    "V1": amount.drift,
    "V2": amount.tenfold,
    "V3": amount.transpose,
    "V4": amount.slip_scale,
    "V5": amount.slip_chinese,
    "U1": amount.other_unit,
    "U2": amount.near_unit,
    "A1": amount.drop_approximator,
    "A2": amount.add_approximator,
    "A3": amount.invent_precision,
    "A4": amount.round_over,
    "S2": wording.swap_pair,
    "S5": wording.swap_roles,
    "D1": wording.change_date,
    "D2": wording.change_range,
    "N1": wording.change_doc_number,
    "N2": wording.change_term,
    "Q1": wording.make_precise,
    "X1": wording.fabricate,
}

CLAIMS: dict[str, Claim] = {
    "S1": subject.other_subject,
    "S3": subject.part_for_whole,
    "S4": subject.other_actor,
    "S6": subject.wider_subject,
    "S7": subject.outcome_for_attempt,
    "T1": period.other_period,
    "R1": period.rate_as_total,
    "R2": period.total_as_rate,
    "R3": period.other_per,
    "Y2": period.plan_as_done,
    "C1": computed.wrong_sum,
    "C2": computed.wrong_share,
    "C3": computed.wrong_growth,
    "C4": computed.overlapping_sum,
    "Z1": sweeping.none_of_it,
    "Z2": sweeping.all_of_it,
    "N3": sweeping.term_as_fact,
}
