import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';

/** Records by type and name; `SERVFAIL` makes the server fail, and a name that is not listed does not exist. */
export type Zone = Readonly<Record<`${'TXT' | 'CNAME'} ${string}`, readonly string[] | 'SERVFAIL'>>;

export type DnsServer = AsyncDisposable & { resolver: Resolver; asked: string[] };

const TYPES: Readonly<Record<number, 'TXT' | 'CNAME'>> = { 5: 'CNAME', 16: 'TXT' };
const [NO_ERROR, SERVFAIL, NXDOMAIN] = [0, 2, 3];

/** A DNS server on loopback that speaks as much of RFC 1035 as a resolver needs, and a resolver that asks it. */
export async function openDnsServer(zone: Zone): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${type} ${name}`);
    const records = zone[`${type} ${name}`];
    const answers = typeof records === 'string' ? [] : (records ?? []);
    const code = records === 'SERVFAIL' ? SERVFAIL : records ? NO_ERROR : NXDOMAIN;
    socket.send(
      writeAnswer(query.subarray(0, end), type, answers, code ?? SERVFAIL),
      peer.port,
      peer.address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    resolver,
    asked,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

function readQuestion(query: Buffer): { name: string; type: 'TXT' | 'CNAME'; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = TYPES[query.readUInt16BE(at + 1)];
  if (!type) throw new TypeError('the test asks for TXT and CNAME only');
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function writeAnswer(
  question: Buffer,
  type: 'TXT' | 'CNAME',
  answers: readonly string[],
  code: number,
): Buffer {
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  // A response, recursion asked and available.
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  const records = answers.map((answer) => {
    const data = type === 'TXT' ? txtData(answer) : nameData(answer);
    const head = Buffer.alloc(12);
    // A pointer to the name in the question.
    head.writeUInt16BE(0xc00c, 0);
    head.writeUInt16BE(type === 'TXT' ? 16 : 5, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(60, 6);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, question.subarray(12), ...records]);
}

// Long TXT records come in pieces; 40 bytes here, so that joining them is part of every test.
function txtData(text: string): Buffer {
  const pieces = text.match(/.{1,40}/g) ?? [''];
  return Buffer.concat(pieces.map((piece) => Buffer.from([piece.length, ...Buffer.from(piece)])));
}

function nameData(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
