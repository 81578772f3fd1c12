import { dark } from './tokens.ts';

/**
 * The one style sheet of an email; light colours are inline. Clients that ignore it (Gmail among them) show the light
 * design or invert it themselves. `!important` is what beats an inline style.
 */
export const styleSheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .cp-pad { padding-left: 20px !important; padding-right: 20px !important; }
  .cp-card { padding-top: 28px !important; }
  .cp-button { display: block !important; text-align: center !important; }
  .cp-label, .cp-value { display: block !important; width: auto !important; padding: 0 20px 8px !important; }
  .cp-label { padding: 8px 20px 0 !important; }
}
@media (prefers-color-scheme: dark) {
  .cp-page, .cp-page > table > tbody > tr > td { background-color: ${dark.page} !important; }
  .cp-card { background-color: ${dark.card} !important; border-color: ${dark.action} ${dark.line} ${dark.line} !important; }
  .cp-inset { background-color: ${dark.inset} !important; }
  .cp-ink { color: ${dark.ink} !important; }
  .cp-muted { color: ${dark.muted} !important; }
  .cp-link { color: ${dark.link} !important; }
  .cp-button, .cp-mark { background-color: ${dark.action} !important; color: ${dark.onAction} !important; }
  .cp-badge { background-color: ${dark.badge} !important; color: ${dark.onBadge} !important; }
}`;
