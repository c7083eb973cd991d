// emmett on PostgreSQL, in Node: one side of a measurement, as worker.py describes them.
//
//     node in_emmett.mjs ADDRESS PAYLOAD
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import { dumbo, rawSql } from '@event-driven-io/dumbo';
import {
  getPostgreSQLEventStore,
  postgreSQLEventStoreConsumer,
  postgreSQLRawSQLProjection,
  readMessagesBatch,
} from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

const [address, payloadFile] = process.argv.slice(2);
const { histories, metas } = JSON.parse(readFileSync(payloadFile, 'utf8'));
const PAGE = 1000n;
const LOOK_EVERY = 5;
const QUIET_LOOKS = 30;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function* news(caller) {
  let done = 0;
  for (let file = caller; ; file += 1) {
    const stream = `file-${randomUUID()}`;
    for (const [at, [type, data]] of histories[file % histories.length].entries()) {
      yield { stream, before: at, type, data: JSON.parse(data), metadata: JSON.parse(metas[done % metas.length]) };
      done += 1;
    }
  }
}

const open = (clients) => {
  const pool = new pg.Pool({ connectionString: address, max: clients });
  const store = getPostgreSQLEventStore(address, { connectionOptions: { pooled: true, pool } });
  return { store, close: async () => { await store.close(); await pool.end().catch(() => {}); } };
};

const appendOne = (store, { stream, before, type, data, metadata }) =>
  store.appendToStream(stream, [{ type, data, metadata }], {
    expectedStreamVersion: before === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(before),
  });

async function* prepare() {
  const { store, close } = open(1);
  await store.schema.migrate();
  await close();
  yield {};
}

async function* append({ clients, seconds }) {
  const { store, close } = open(clients);
  const feeds = Array.from({ length: clients }, (_, number) => news(number));
  const latencies = [];
  await Promise.all(feeds.map((feed) => appendOne(store, feed.next().value)));
  const began = performance.now();
  const stop = began + seconds * 1000;
  await Promise.all(
    feeds.map(async (feed) => {
      for (let sent = performance.now(); sent < stop; sent = performance.now()) {
        await appendOne(store, feed.next().value);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const rate = latencies.length / ((performance.now() - began) / 1000);
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)];
  yield { written: clients + latencies.length, rate, p50: at(0.5), p99: at(0.99) };
  await close();
}

const reading = () => {
  const pool = dumbo({ connectionString: address });
  const page = async (after) => (await readMessagesBatch(pool.execute, { after, batchSize: PAGE })).messages;
  return { page, close: () => pool.close() };
};

async function* tail() {
  const { page, close } = reading();
  const seen = new Set();
  let last = 0n;
  let quiet = 0;
  let writing = true;
  yield { following: true };
  lines.next().then(() => { writing = false; });
  while (writing || quiet < QUIET_LOOKS) {
    const messages = await page(last);
    quiet = messages.length ? 0 : quiet + 1;
    for (const { metadata } of messages) seen.add(Number(metadata.globalPosition));
    if (messages.length) last = messages.at(-1).metadata.globalPosition;
    else await pause(LOOK_EVERY);
  }
  const sorted = [...seen].sort((a, b) => a - b);
  const gaps = sorted.filter((position, at) => at && position !== sorted[at - 1] + 1).length;
  yield { seen: seen.size, gaps };
  await close();
}

async function* fill({ events }) {
  const { store, close } = open(1);
  const feed = news(0);
  const length = histories[0].length;
  for (let done = 0; done < events; done += length) {
    const file = Array.from({ length }, () => feed.next().value);
    await store.appendToStream(file[0].stream, file.map(({ type, data, metadata }) => ({ type, data, metadata })));
  }
  await close();
  yield {};
}

async function* read() {
  const { page, close } = reading();
  const began = performance.now();
  let count = 0;
  let last = 0n;
  for (let messages; (messages = await page(last)).length; ) {
    count += messages.length;
    last = messages.at(-1).metadata.globalPosition;
  }
  yield { count, rate: count / ((performance.now() - began) / 1000) };
  await close();
}

const text = (value) => `'${String(value).replaceAll("'", "''")}'`;

const change = ({ type, data, metadata }) => {
  const id = text(metadata.streamName.slice('file-'.length));
  const version = metadata.streamPosition;
  switch (type) {
    case 'Opened':
      return `INSERT INTO register.files VALUES (${id}, ${text(data.reference)}, ${text(JSON.stringify(data.title))},
        ${text(data.owner)}, ${text(data.country)}, ${text(data.opened_on)}, ${text(data.amount)},
        ${text(data.currency)}, 1, 'open', NULL, ${metadata.demonstration}, ${version})`;
    case 'Joined':
      return `UPDATE register.files SET parties = parties + 1, version = ${version} WHERE id = ${id}`;
    case 'Renamed':
      return `UPDATE register.files SET title = ${text(JSON.stringify(data.title))}, version = ${version} WHERE id = ${id}`;
    default:
      return `UPDATE register.files SET state = 'closed', closed_on = ${text(data.closed_on)}, version = ${version}
        WHERE id = ${id}`;
  }
};

async function* project({ events }) {
  const projection = postgreSQLRawSQLProjection({
    name: `register-${randomUUID()}`,
    canHandle: ['Opened', 'Joined', 'Renamed', 'Closed'],
    evolve: (event) => rawSql(change(event)),
  });
  // It rests 50 ms after each hundred events unless told not to.
  const consumer = postgreSQLEventStoreConsumer({
    connectionString: address,
    pulling: { batchSize: Number(PAGE), pullingFrequencyInMs: 0 },
    stopWhen: { noMessagesLeft: true },
  });
  consumer.projector({ projection, processorId: `register-${randomUUID()}` });
  const began = performance.now();
  await consumer.start();
  yield { count: events, rate: events / ((performance.now() - began) / 1000) };
  await consumer.close();
}

const commands = { prepare, append, tail, fill, read, project };
for (let line; !(line = await lines.next()).done; ) {
  const { do: name, ...asked } = JSON.parse(line.value);
  try {
    for await (const answer of commands[name](asked)) say(answer);
  } catch (error) {
    say({ error: String(error?.stack ?? error) });
  }
}
process.exit(0);
