/** A message that every test may send. */
export const welcome = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;
