// Inboxes fill up a short preheader with the first words of the body; invisible filler keeps those away. The filler has
// one length whatever the text is, so that the output depends on the text in one place only.
const FILLER = '\u034f\u00a0\u200c'.repeat(90);

/** The line that inboxes show beside the subject. Not visible in the email, and not in its plain text. */
export function Preheader({ children }: { children: string }) {
  return (
    <div
      data-skip-in-text="true"
      style={{
        display: 'none',
        overflow: 'hidden',
        lineHeight: '1px',
        maxHeight: 0,
        maxWidth: 0,
        opacity: 0,
      }}
    >
      {children}
      <span aria-hidden="true">{FILLER}</span>
    </div>
  );
}
