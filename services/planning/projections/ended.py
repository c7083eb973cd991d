"""Which files are over: what may be closed for good once nobody has touched it for years?

A joint action plan that was completed, or superseded by another. Strategic plans stay open: a
commune that joins later still validates them.
"""

from typing import Final

ENDED: Final = """
SELECT id AS file, 'action_plan' AS category, id AS stream_id FROM views.action_plans
 WHERE state IN ('completed', 'superseded')
"""
