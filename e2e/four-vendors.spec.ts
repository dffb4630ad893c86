import type { Page } from '@playwright/test';
import { hashes } from '@watchfloor/simulators';
import { expect, test } from './fixtures/four-vendors.ts';
import { chipsOf, clickRow, filtersOf, gridOf, paneOf, rowsOf } from './fixtures/list.ts';
import { expectReadable, openSections } from './fixtures/reading.ts';

// "Invoice to ransomware" by hand, from the first page on: what the rail, the filter panel, the cells and the links
// offer, and no address typed. `screens.md` says what an analyst has to be able to read.

test.use({ viewport: { width: 1920, height: 1080 } });

test('USM Anywhere: the laptop’s beacon is found by its user, and says where it went', async ({ page }) => {
  await openFromRail(page, 'Norrvik USM', 'Alarms');
  await filterBy(page, 'User', 'maja.lindqvist');
  await readRecord(page, 'Beaconing to a Rare Domain', {
    why: /“Beaconing to a Rare Domain” \(System Compromise\) fired on maja\.lindqvist from NVK-LT-0417/,
    facts: ['maja.lindqvist', 'NVK-LT-0417', 'cdn-sync.example', 'T1071.001'],
    texts: ['10 of 143 events', 'High'],
    console: 'https://norrvik.alienvault.example/',
  });
});

test('Secure Endpoint: the host leads to the lure, its hash to what became of it', async ({ page }) => {
  await openFromRail(page, 'Norrvik Endpoint', 'Events');
  await filterBy(page, 'Host', 'NVK-LT-0417');
  await expect(rowsOf(page)).toHaveCount(3);
  await readRecord(page, 'W32.OutlookPowershell.ioc', {
    why: 'Behaviour matched “W32.OutlookPowershell.ioc” on NVK-LT-0417 (maja.lindqvist@norrvik.example); started by OUTLOOK.EXE.',
    facts: ['NVK-LT-0417', '10.20.14.37', 'powershell.exe', 'T1059.001', 'Clean', 'OUTLOOK.EXE'],
    texts: [
      'the file is known and clean; its behaviour fired',
      // The whole command line, with its line ends.
      '(New-Object Net.WebClient).DownloadFile($u',
      'Outlook started PowerShell with an encoded command.',
    ],
    console: 'https://console.endpoint.norrvik.example/',
  });
  await readRecord(page, 'Quarantine Failure', {
    why: 'Quarantine of Faktura_2231.exe failed on NVK-LT-0417 (maja.lindqvist@norrvik.example).',
    facts: ['NVK-LT-0417', 'Not stopped', 'Faktura_2231.exe', 'Malicious', hashes.invoiceLure],
    texts: ['Medium at vendor, High here: quarantine failed', 'The file is in use by another process', '0xC0000043'],
    console: 'https://console.endpoint.norrvik.example/',
  });

  await filterByCell(page, 'Quarantine Failure', 'sha256');
  await expect(chipsOf(page)).toContainText(/SHA-256 of the file/);
  await removeChip(page, /Host/);
  await expect(rowsOf(page)).toHaveCount(2);
  await readRecord(page, 'W32.Emotet.23xk.1201 in Faktura_2231.exe', {
    why: 'W32.Emotet.23xk.1201 was detected in Faktura_2231.exe on NVK-LT-0417 (maja.lindqvist@norrvik.example); started by powershell.exe.',
    facts: ['NVK-LT-0417', 'T1204.002', 'powershell.exe', hashes.invoiceLure],
    texts: [/Threat Detected[\s\S]*Quarantine Failure[\s\S]*Not stopped/],
    console: 'https://console.endpoint.norrvik.example/',
  });
});

test('Secure Endpoint: the file server’s last two steps, by host and by either name of the account', async ({
  page,
}) => {
  await openFromRail(page, 'Norrvik Endpoint', 'Events');
  await filterBy(page, 'User', 'svc-backup');
  await expect(rowsOf(page)).toHaveCount(2);
  await removeChip(page, /User/);
  await filterBy(page, 'Host', 'NVK-FS-02');
  await expect(rowsOf(page)).toHaveCount(2);
  await readRecord(page, 'Multiple Infected Files', {
    why: /W32\.Ransom\.Generic in cdnsync\.dll on NVK-FS-02/,
    facts: ['NVK-FS-02', 'svc-backup@norrvik.example', 'cdnsync.dll', 'rundll32.exe', 'T1486', hashes.beaconDll],
    texts: ['High'],
    console: 'https://console.endpoint.norrvik.example/',
  });
  await readRecord(page, 'W32.ShadowCopyDeletion.ioc', {
    why: /W32\.ShadowCopyDeletion\.ioc.* on NVK-FS-02 .*started by cmd\.exe/,
    facts: ['vssadmin.exe delete shadows /all /quiet', 'T1490', 'NVK-FS-02'],
    texts: ['Critical', 'All shadow copies of the volume were deleted.'],
    console: 'https://console.endpoint.norrvik.example/',
  });
});

test('KUMA: the account leads from the laptop to the domain controller and the file server', async ({ page }) => {
  await openFromRail(page, 'Norrvik KUMA', 'Alerts');
  await filterBy(page, 'Host', 'NVK-LT-0417');
  await expect(rowsOf(page)).toHaveCount(2);
  await readRecord(page, 'Kerberoasting (T1558.003)', {
    why: 'The rule “Kerberoasting (T1558.003)” fired on NVK-DC-01 and NVK-LT-0417 for svc-backup and maja.lindqvist. It is still growing.',
    facts: ['NVK-DC-01', 'NVK-LT-0417', 'svc-backup', 'maja.lindqvist', 'T1558.003', 'Norrvik Freight'],
    texts: ['nvk-dc-01.norrvik.example, 10.20.2.5, Windows Server 2022', 'maja.lindqvist@norrvik.example', 'Finance'],
    console: 'https://kuma.norrvik.example:7220/',
  });

  await openRow(page, 'Admin share');
  await filterByFocusedCell(page, 'accounts');
  await expect(chipsOf(page)).toContainText('svc-backup');
  await removeChip(page, /Host/);
  await expect(rowNamed(page, 'Kerberoasting')).toBeVisible();
  await readRecord(page, 'Admin share used from a workstation', {
    why: 'The rule “Admin share used from a workstation (T1021.002)” fired on NVK-FS-02 and NVK-LT-0417 for svc-backup. It is still growing.',
    facts: ['NVK-FS-02', 'NVK-LT-0417', 'svc-backup', 'T1021.002'],
    texts: ['Critical', 'owner Maja Lindqvist'],
    console: 'https://kuma.norrvik.example:7220/',
  });
});

test('KUMA: an alert’s events come on request alone, in the order of time, as an analyst reads them', async ({
  page,
  vendored,
}) => {
  const withEvents = () => vendored.vendors.kuma.requests.filter(({ query }) => query.includes('withEvents')).length;
  const before = withEvents();
  await openFromRail(page, 'Norrvik KUMA', 'Alerts');
  await filterBy(page, 'Host', 'NVK-LT-0417');
  await openRow(page, 'Kerberoasting');
  await expect(paneOf(page)).toContainText('only on request: an alert may hold thousands');
  expect(withEvents(), 'events are not asked for on opening').toBe(before);
  await paneOf(page).getByRole('link', { name: 'Open page' }).click();
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Load events' }).click();
  const table = main.getByRole('table').filter({ hasText: 'A Kerberos service ticket was requested' });
  await expect(table.getByRole('row')).toHaveCount(7);
  for (const head of ['Time', 'Name', 'Source', 'Destination', 'User', 'Host', 'Device vendor'])
    await expect(table.getByRole('columnheader', { name: head, exact: true })).toBeVisible();
  const times = await table.locator('tbody tr td:first-child').allInnerTexts();
  expect(times).toEqual(times.toSorted());
  await expect(table.getByRole('row').nth(2)).toContainText(/10\.20\.14\.37\s*10\.20\.2\.5\s*svc-backup/);
  expect(withEvents()).toBe(before + 1);
  await openSections(page);
  await expectReadable(main);
});

test('Leen: the account’s sign-in on a new device, by user and by host, with its evidences and the sync’s age', async ({
  page,
}) => {
  await openFromRail(page, 'Norrvik Identity', 'Identity findings');
  await filterBy(page, 'User', 'svc-backup');
  await expect(rowsOf(page)).toHaveCount(1);
  await removeChip(page, /User/);
  await filterBy(page, 'Host', 'NVK-LT-0417');
  await expect(rowsOf(page)).toHaveCount(1);
  await readRecord(page, 'Service account svc-backup on a new device', {
    why: '“Service account svc-backup on a new device” for svc-backup from 10.20.14.37 (Göteborg, SE), through Norrvik File Services, says Entra ID Protection.',
    facts: [
      'svc-backup',
      'svc-backup@norrvik.example',
      '10.20.14.37',
      'NVK-LT-0417',
      'T1078',
      'Göteborg, SE',
      'Sign-in',
    ],
    texts: [
      'managed, compliant, trusted, Windows 11 24H2',
      /Last sync[\s\S]*\d+ min ago[\s\S]*every 4 h/,
      'In 412 days svc-backup signed in from NVK-BKP-01 alone',
      'Evidence 1 of 2: Sign-in, Norrvik File Services, 10.20.14.37',
      /Evidence 2 of 2[\s\S]*NVK-BKP-01/,
      'Resource: Norrvik File Services',
    ],
    console: 'https://entra.microsoft.example/',
  });
});

interface Reading {
  why: string | RegExp;
  /** Values above the fold, each with a label of its own. */
  facts: readonly string[];
  /** What else has to be read somewhere on the page. */
  texts: readonly (string | RegExp)[];
  console: string;
}

/** Opens a row in the pane and on its own page, and comes back. */
async function readRecord(page: Page, title: string, reading: Reading): Promise<void> {
  await openRow(page, title);
  const pane = paneOf(page);
  await expect(pane.getByRole('heading', { level: 2 })).toContainText(title);
  await expectReading(pane, reading);
  await expectReadable(pane);

  await pane.getByRole('link', { name: 'Open page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  const main = page.getByRole('main');
  await expectReading(main, reading);
  await openSections(page);
  for (const text of reading.texts) await expect(main).toContainText(text);
  await expectReadable(main);
  await page.getByRole('link', { name: /^Back to / }).click();
  await expect(gridOf(page).locator('[aria-selected=true]')).toContainText(title.slice(0, 12));

  async function expectReading(shown: ReturnType<typeof paneOf>, { why, facts, console: vendor }: Reading) {
    await expect(shown.getByRole('heading', { name: /^(Why it fired|What happened)$/ })).toBeInViewport();
    await expect(shown).toContainText(why);
    for (const value of facts)
      await expect(shown.locator('dd').getByText(value, { exact: true }).first()).toBeVisible();
    const link = shown.getByRole('link', { name: new RegExp(new URL(vendor).hostname.replaceAll('.', '\\.')) }).first();
    await expect(link).toHaveAttribute('href', new RegExp(`^${vendor.replaceAll('.', '\\.')}`));
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  }
}

async function openFromRail(page: Page, connection: string, list: string): Promise<void> {
  await page.goto('/');
  const rail = page.getByRole('navigation').getByRole('region', { name: connection, exact: true });
  await rail.getByRole('link', { name: list, exact: true }).click();
  await expect(gridOf(page)).toHaveAccessibleName(`${connection} ${list.toLowerCase()}`);
  await expect(rowsOf(page).first()).toBeVisible();
}

/** Types a value into the panel's own field. */
async function filterBy(page: Page, filter: string, value: string): Promise<void> {
  const panel = filtersOf(page);
  const box = panel
    .getByRole('combobox', { name: `${filter} is` })
    .or(panel.getByRole('textbox', { name: `${filter} is` }));
  if (!(await box.isVisible())) await panel.getByRole('button', { name: new RegExp(`^${filter}( |$)`) }).click();
  await box.fill(value);
  await box.press('Enter');
  await expect(chipsOf(page)).toContainText(value);
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
}

/** By the menu of a cell. */
async function filterByCell(page: Page, title: string, column: string): Promise<void> {
  await rowNamed(page, title).locator(`[data-column=${column}]`).click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Only this / }).click();
}

/** By key: the arrows go to the cell of the selected row, `f` takes its value. */
async function filterByFocusedCell(page: Page, column: string): Promise<void> {
  const grid = gridOf(page);
  await grid.focus();
  await expect(async () => {
    await page.keyboard.press('ArrowRight');
    const id = await grid.getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${id}"]`).getAttribute('data-column')).toBe(column);
  }).toPass({ intervals: [20], timeout: 5000 });
  await page.keyboard.press('f');
}

async function removeChip(page: Page, name: RegExp): Promise<void> {
  const chip = chipsOf(page).getByRole('listitem').filter({ hasText: name });
  await chip.getByRole('button', { name: /^Remove / }).click();
  await expect(chip).toBeHidden();
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
}

/** By the beginning of its title: a related row's muted part may say the same. */
const rowNamed = (page: Page, title: string) => {
  const beginning = new RegExp(`^\\s*${title.replaceAll(/[.()]/g, '\\$&')}`);
  return rowsOf(page)
    .filter({ has: page.locator('[data-column=title]').filter({ hasText: beginning }) })
    .first();
};

async function openRow(page: Page, title: string): Promise<void> {
  await clickRow(page, rowNamed(page, title));
  await expect(paneOf(page).getByRole('heading', { name: /^(Why it fired|What happened)$/ })).toBeVisible();
}
