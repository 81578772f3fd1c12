export type { Account, AccountChange, AccountState } from './account/account.ts';
export type { CallCount, CallCounts, CallReport } from './calls/call-counts.ts';
export { createSesSimulator, type SesSimulator } from './create-ses-simulator.ts';
export { isMailboxSimulator } from './events/mailbox-simulator.ts';
export type { FaultSettings, Faults } from './faults/faults.ts';
export type { Inbox } from './inbox/inbox.ts';
export type { ReceivedAttachment, ReceivedMessage } from './messages/received-message.ts';
export type { Quota, SimulatorLog, SimulatorOptions } from './settings.ts';
export { createSigningKey, type SigningKey } from './sns/signing-key.ts';
