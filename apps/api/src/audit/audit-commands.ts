import type { Context } from '../context.ts';
import { readAuditHead } from './audit-head.ts';
import { verifyAuditChain } from './verify-chain.ts';
import { verifyHeads } from './verify-heads.ts';

type Opened = Pick<Context, 'database' | 'sealing' | 'now'>;
type Say = (line: string) => void;

const PROGRESS_EVERY = 100_000;

/**
 * `audit verify`: the chain of every project, and the log against heads that were exported. Returns the exit code: 0 when
 * everything is sound, 1 when something is not.
 */
export async function runAuditVerify(
  opened: Opened,
  headFiles: readonly string[],
  say: Say,
  tell: Say = () => {},
): Promise<0 | 1> {
  let code: 0 | 1 = 0;
  const broken = (line: string) => {
    say(line);
    code = 1;
  };
  const projects = await opened.database.prisma.project.findMany({ orderBy: { id: 'asc' } });
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  for (const { id, name } of projects) {
    const result = await verifyAuditChain(opened, id, (sound) => {
      if (sound > 0 && sound % PROGRESS_EVERY === 0) tell(`${name}: ${sound} entries`);
    });
    if ('broken' in result) broken(`The audit log of ${name} is broken at entry ${result.broken}.`);
    else say(`The audit log of ${name} is sound: ${result.sound} entries.`);
  }
  for (const file of headFiles) {
    const verdict = await verifyHeads(opened, file);
    for (const [project, { sequence, cutOff }] of verdict.broken) {
      const log = `The audit log of ${names.get(project) ?? project}`;
      broken(
        cutOff
          ? `${log} was cut off: entry ${sequence} and what followed are missing.`
          : `${log} was rewritten: entry ${sequence} is not the one that was signed.`,
      );
    }
    if (verdict.badLine !== undefined)
      broken(`Line ${verdict.badLine} of ${file} is no head that was signed here.`);
    if (verdict.broken.size === 0) say(`${verdict.heads} signed heads of ${file} agree.`);
  }
  return code;
}

/** `audit head`: the signed head of every project now, one JSON a line, to be kept elsewhere. */
export async function runAuditHead(opened: Opened, say: Say): Promise<0> {
  const projects = await opened.database.prisma.project.findMany({ orderBy: { id: 'asc' } });
  for (const { id } of projects) {
    const head = await readAuditHead(opened, id);
    if (head) say(JSON.stringify(head));
  }
  return 0;
}
