// Draws media/icon.png, which the marketplace wants, from media/icon.svg, which people edit.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const drawing = readFileSync('media/icon.svg', 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body{margin:0}svg{display:block;width:256px;height:256px}</style>${drawing}`);
await page.screenshot({ path: 'media/icon.png', omitBackground: true });
await browser.close();
