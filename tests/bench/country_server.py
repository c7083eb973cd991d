"""The server of the country view's measurement: the gateway's own schema, and SQL by hand."""

from gateway.plans.http import Front
from gateway.schema import SCHEMA
from tests.bench.gateway_server import Measured, serving

FLOOR = """
SELECT json_build_object('country', (SELECT json_build_object('code', c.code,
  'indicators', json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('node',
    json_build_object('code', i.code, 'text', coalesce(i.texts->>'fr', ''), 'unit', i.unit,
      'baseline', json_build_object('known', i.baseline_known, 'value', i.baseline_value),
      'targets', (SELECT coalesce(json_agg(json_build_object('year', t.value->'year',
         'value', t.value->'value')), '[]') FROM json_array_elements(i.targets) t),
      'figures', (SELECT coalesce(json_agg(json_build_object('year', f.year,
         'value', f.value::text, 'unit', f.unit, 'expected', f.expected, 'received', f.received,
         'demonstration', f.demonstration)), '[]')
       FROM (SELECT * FROM rm.figure f
             WHERE f.country_code = i.country_code AND f.indicator_id = i.id
             ORDER BY f.year, f.id LIMIT 100) f)))), '[]')
   FROM (SELECT * FROM rm.indicator i WHERE i.country_code = c.code AND i.shown
         ORDER BY i.place, i.strategic_plan_id, i.id LIMIT 40) i)),
  'partnerships', json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('node',
    json_build_object('id', p.gid, 'title', coalesce(p.titles->>'fr', ''), 'state', p.state,
      'members', (SELECT coalesce(json_agg(json_build_object('role', m.role, 'commune',
         (SELECT json_build_object('name', coalesce(k.names->>'fr', '')) FROM rm.commune k
          WHERE k.country_code = m.country_code AND k.id = m.commune_id))), '[]')
       FROM (SELECT * FROM rm.member m
             WHERE m.country_code = p.country_code AND m.partnership_id = p.id
             ORDER BY m.seat, m.commune_id LIMIT 100) m),
      'reports', json_build_object('edges', (SELECT coalesce(json_agg(json_build_object('node',
         json_build_object('startsOn', r.starts_on, 'state', r.state,
           'acceptedOn', r.accepted_on))), '[]')
       FROM (SELECT * FROM rm.report r
             WHERE r.country_code = p.country_code AND r.partnership_id = p.id
             ORDER BY r.starts_on DESC, r.id LIMIT 5) r))))), '[]')
   FROM (SELECT * FROM rm.partnership p WHERE p.country_code = c.code
         ORDER BY p.title, p.id LIMIT 60) p)))
 FROM rm.country c WHERE c.code = $1))::text
"""
"""What a developer writes by hand for exactly this view, without paging, scope and the past."""


def create() -> Front:
    return serving(Measured(SCHEMA, FLOOR, ("MA",)))
