"""Which files are over: what may be closed for good once nobody has touched it for years?

A report that was accepted, with its values and expenses. Until then it may be reopened for a
correction; closing it closes the books.
"""

from typing import Final

ENDED: Final = """
WITH accepted AS (SELECT id FROM views.reports WHERE state = 'accepted')
SELECT id AS file, 'report' AS category, id AS stream_id FROM accepted
UNION ALL SELECT a.id, 'measurement', m.id
  FROM accepted AS a JOIN views.measurements AS m ON m.report = a.id
UNION ALL SELECT a.id, 'expense', e.id
  FROM accepted AS a JOIN views.expenses AS e ON e.report = a.id
"""
