"""A year of many organisations, made up in bulk: what benchmarks run on.

A case is told once as a *tape*: rows of all its tables and the events that the verbs would have
recorded, from which the reports' own fold makes its facts. A tape is then played many times, some
whole weeks apart: the calendars of these organisations repeat by the week, so that facts move with
their events.
"""
