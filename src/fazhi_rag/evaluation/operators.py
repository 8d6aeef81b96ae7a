"""The ways a number goes wrong that a program can inject (NUMBERS §4): one function an operator.

Each takes the labelled text, one label and a source of chance, and returns the edit that makes the label's
number wrong, or None where the operator does not apply or its result would be true. Operators that need
understanding (S1, S3, S4, S6, S7, T1, R1–R3, C1–C4, Y2, N3, Z1, Z2) are written by hand in the cases; J1
and Y1 move the whole text (see `perturb`).
"""

from __future__ import annotations

from fazhi_rag.evaluation import amount_operators as amount
from fazhi_rag.evaluation import wording_operators as wording
from fazhi_rag.evaluation.edits import Operator

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
