import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ExternalLink, toLinkHost } from './external-link.tsx';

const render = (href: string) => renderToStaticMarkup(createElement(ExternalLink, { href }));

describe('ExternalLink', () => {
  it('shows the host in punycode, so that a look-alike is seen', () => {
    expect(toLinkHost('https://аpple.example/x')).toBe('xn--pple-43d.example');
    expect(toLinkHost('https://USM.example:8443/alarm/1')).toBe('usm.example:8443');
  });

  it('opens apart from this page and tells the other side nothing', () => {
    const html = render('https://usm.example/alarm/1');
    expect(html).toContain('href="https://usm.example/alarm/1"');
    expect(html).toContain('target="_blank"');
    expect(html).toContain('rel="noopener noreferrer"');
    expect(html).toContain('usm.example');
  });

  it.each([
    'http://usm.example/',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' https://usm.example/',
    'java\nscript:alert(1)',
    'https://us\tm.example/',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://usm.example/1',
    '//usm.example/',
    '/alarm/1',
    'https:usm.example',
    'https://apple.com@evil.example/',
    'https://user:pw@evil.example/',
    'https://evil.example\\@apple.com/',
    'https://usm.example/\u202Egpj.exe',
    'https://',
    '',
  ])('is text and no link: %j', (href) => {
    expect(toLinkHost(href)).toBeUndefined();
    expect(render(href)).not.toContain('<a');
  });

  it('never writes the address as markup', () => {
    expect(render('"><img src=x onerror=alert(1)>')).not.toContain('<img');
  });
});

it('control: a plain anchor makes a link of what this component refuses', () => {
  const html = renderToStaticMarkup(createElement('a', { href: 'data:text/html,<b>x</b>' }, 'x'));
  expect(html).toContain('href="data:text/html');
});
