// Every calendar through a second reader of iCalendar, held against the records of the archive.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { sitesUnderTest } from './site.mjs';

const STATUSES = {
  held: 'CONFIRMED',
  confirmed: 'CONFIRMED',
  planned: 'TENTATIVE',
  unconfirmed: 'TENTATIVE',
  postponed: 'CANCELLED',
  cancelled: 'CANCELLED',
};
const DAYS = /^(\d{4}-\d\d-\d\d)(?:\/(\d{4}-\d\d-\d\d))?$/;

for (const site of sitesUnderTest()) {
  const calendars = [...site.files].filter((path) => path.endsWith('.ics'));
  const read = (path) => readFileSync(join(site.root, path), 'utf8');

  test(`${site.name}: a second reader finds the same in the calendars`, () => {
    assert.ok(calendars.includes('archive.ics'));
    const { briefings } = JSON.parse(read('archive.json'));
    const expected = new Map(
      briefings
        .map(({ front_matter: front }) => ({ ...front, days: DAYS.exec(front.date) }))
        .filter((front) => front.days && !front.withdrawn)
        .map((front) => [front.title, front]),
    );
    const summaries = eventsOf(read('archive.ics')).map(({ summary }) => summary);
    assert.deepEqual(new Set(summaries), new Set(expected.keys()));

    for (const path of calendars) {
      const events = eventsOf(read(path));
      assert.ok(events.length > 0, path);
      assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length, path);
      for (const event of events) {
        const { days, end_date: end, status, start_time: time, tz } = expected.get(event.summary);
        const place = `${path}: ${event.summary}`;
        assert.equal(event.component.getFirstPropertyValue('status'), STATUSES[status ?? 'held'], place);
        assert.equal(event.startDate.toString().slice(0, 10), days[1], place);
        if (event.startDate.isDate) {
          // The end is the first day that no longer belongs to it.
          const last = event.endDate.clone();
          last.adjust(-1, 0, 0, 0);
          assert.equal(last.toString(), end ?? days[2] ?? days[1], place);
        } else {
          assert.equal(event.startDate.toString().slice(11, 16), time.slice(0, 5), place);
          if (tz) assert.equal(event.startDate.zone.tzid, tz, place);
          // Local mean time has an offset with seconds, which not every reader keeps.
          const apart = Date.parse(`${clockIn(event.startDate)}Z`) - Date.parse(`${event.startDate.toString().slice(0, 19)}Z`);
          assert.ok(Math.abs(apart) <= 60_000, `${place}: ${apart} ms apart`);
        }
      }
    }
  });
}

/** Reads the events of a calendar, in the zones that it brings. */
function eventsOf(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

/** What a clock in the zone of a time shows at it, by the data of JavaScript's own. */
function clockIn(time) {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: time.zone.tzid,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(time.toJSDate());
  return parts.replace(' ', 'T');
}
