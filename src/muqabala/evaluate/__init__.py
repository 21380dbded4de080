"""The departures benchmark: how many known departures the reports find, and how many false alarms they raise."""

from muqabala.evaluate.calibration import Calibration, ReliabilityBin, calibration
from muqabala.evaluate.counts import Interval, Match, Share, TypeCount, auc
from muqabala.evaluate.crossval import Choice, cross_validated
from muqabala.evaluate.gold import (
    Benchmark,
    GoldArticle,
    GoldDeparture,
    GoldKind,
    GoldLine,
    GoldOmission,
    folds,
    load,
)
from muqabala.evaluate.names import NameScores, names
from muqabala.evaluate.pairs import PairScores, flagged
from muqabala.evaluate.scores import DRAWS, WORDING, Scores, score
from muqabala.evaluate.show import compare, show, show_calibration, show_choices, show_names, show_pairs
from muqabala.evaluate.tally import WrongLine

__all__ = [
    "DRAWS",
    "WORDING",
    "Benchmark",
    "Calibration",
    "Choice",
    "GoldArticle",
    "GoldDeparture",
    "GoldKind",
    "GoldLine",
    "GoldOmission",
    "Interval",
    "Match",
    "NameScores",
    "PairScores",
    "ReliabilityBin",
    "Scores",
    "Share",
    "TypeCount",
    "WrongLine",
    "auc",
    "calibration",
    "compare",
    "cross_validated",
    "flagged",
    "folds",
    "load",
    "names",
    "score",
    "show",
    "show_calibration",
    "show_choices",
    "show_names",
    "show_pairs",
]
