"""Events of a case in, its facts out. Pure: the same events in any order, some of them twice, give
the same facts, so that a late commit, a double and a rebuild are one code."""

from reporting.fold.story import Head, Places, Story, Told
from reporting.fold.whole import Facts, fold

__all__ = ["Facts", "Head", "Places", "Story", "Told", "fold"]
