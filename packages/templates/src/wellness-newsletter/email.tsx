import type { TemplateProps } from '@carepost/template-kit';
import { hrefAttribute, useEmail } from '@carepost/template-kit';
import { Layout } from '../theme/layout.tsx';
import { Link } from '../theme/links.tsx';
import { Heading, Paragraph, Subheading } from '../theme/typography.tsx';
import type { wellnessNewsletterProps } from './schema.ts';

export function WellnessNewsletter({
  issue,
  headline,
  introduction,
  articles,
  closing,
}: TemplateProps<typeof wellnessNewsletterProps>) {
  const { organisation } = useEmail();
  return (
    <Layout why={`You get this email because you subscribed to the wellness letter of ${organisation.name}.`}>
      <Paragraph quiet>The {issue} letter</Paragraph>
      <Heading>{headline}</Heading>
      <Paragraph>{introduction}</Paragraph>
      {articles.map(({ title, summary, readUrl }) => (
        <article key={hrefAttribute(readUrl)}>
          <Subheading>{title}</Subheading>
          <Paragraph>
            {summary} <Link href={readUrl}>Read the article</Link>
          </Paragraph>
        </article>
      ))}
      {closing && <Paragraph>{closing}</Paragraph>}
      <Paragraph quiet>
        This letter is general information for everybody who subscribed. It is not medical advice.
      </Paragraph>
    </Layout>
  );
}
