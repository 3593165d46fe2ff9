"""The verbs, and the only writers of cases. `check_x` may refuse; `do_x` writes, records the facts
and brings the clocks in line. Page, API, bulk action and rule call the same verb.

Every `do_x` needs the case's row lock (`inbox.access.case_to_change`)."""
