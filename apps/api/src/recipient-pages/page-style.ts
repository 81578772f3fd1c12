/** The one style sheet of the pages; its hash stands in their policy. Colours as in the emails (packages/templates). */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #eef3f4; --card: #ffffff; --line: #d5e0e3; --ink: #12262c; --muted: #4b5f66;
  --action: #0a5f6e; --on-action: #ffffff; --hover: #084c58;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1518; --card: #162125; --line: #2f4148; --ink: #e9f1f2; --muted: #a9bac0;
    --action: #6ccbd8; --on-action: #05262c; --hover: #93dde7;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100svh; padding: 24px 16px; display: grid; place-items: center;
  background: var(--page); color: var(--ink);
  font: 17px/1.6 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif;
}
.page { width: 100%; max-width: 520px; }
.sender { display: flex; align-items: center; gap: 12px; margin: 0 0 16px; font-weight: 650; overflow-wrap: anywhere; }
.mark {
  flex: none; width: 36px; height: 36px; border-radius: 9px; background: var(--action); color: var(--on-action);
  font-weight: 700; line-height: 36px; text-align: center;
}
main {
  padding: 36px 40px 40px; background: var(--card); border: 1px solid var(--line);
  border-top: 4px solid var(--action); border-radius: 0 0 14px 14px;
}
h1 { margin: 0 0 12px; font-size: 27px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; text-wrap: balance; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.address { font-weight: 600; overflow-wrap: anywhere; }
form { margin: 28px 0 0; }
button {
  min-height: 48px; padding: 12px 28px; border: 2px solid var(--action); border-radius: 9px; cursor: pointer;
  background: var(--action); color: var(--on-action); font: inherit; font-weight: 600;
}
button:hover { border-color: var(--hover); background: var(--hover); }
button.quiet { background: transparent; color: var(--action); }
button.quiet:hover { border-color: var(--hover); color: var(--hover); }
:focus-visible { outline: 3px solid var(--action); outline-offset: 3px; }
.note { margin: 24px 0 0; color: var(--muted); font-size: 15px; line-height: 1.5; }
footer { margin: 16px 0 0; color: var(--muted); font-size: 14px; line-height: 1.5; }
@media (max-width: 480px) {
  body { place-items: start center; }
  main { padding: 28px 22px 30px; }
  button { width: 100%; }
}
`;
