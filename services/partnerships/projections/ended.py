"""Which files are over: what may be closed for good once nobody has touched it for years?

A partnership that was terminated, with its protocols, conventions and commitments, once nothing
of it is left to be settled: no convention stands concluded without being closed, no protocol is in
force. A calendar that is no longer followed is a file of its own.
"""

from typing import Final

ENDED: Final = """
WITH settled AS (
  SELECT id FROM views.partnerships AS p WHERE state = 'terminated'
     AND NOT EXISTS (SELECT FROM views.conventions
                      WHERE partnership = p.id AND state = 'concluded')
     AND NOT EXISTS (SELECT FROM views.protocols WHERE partnership = p.id AND state = 'in_force')
)
SELECT id AS file, 'partnership' AS category, id AS stream_id FROM settled
UNION ALL SELECT s.id, 'protocol', p.id
  FROM settled AS s JOIN views.protocols AS p ON p.partnership = s.id
UNION ALL SELECT s.id, 'convention', c.id
  FROM settled AS s JOIN views.conventions AS c ON c.partnership = s.id
UNION ALL SELECT s.id, 'commitment', c.id
  FROM settled AS s JOIN views.commitments AS c ON c.partnership = s.id
UNION ALL SELECT id, 'calendar_feed', id FROM views.calendar_feeds WHERE closed
"""
