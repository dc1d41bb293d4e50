// One walk through the contact's pages in a real browser:
//
//   echo '{"walk":"keyboard","url":"http://127.0.0.1:7420/c/TOKEN","shots":"build/browser/shots"}' | node browse.mjs
//
// Prints {"good":true, ...what was found} or {"good":false,"why":"..."} and ends. The browser is $CHROMIUM. Pages are
// walked with scripts disabled, as a person without them would; only axe-core needs scripts, in a page of its own.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {chromium} from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const patience = 1000 * Number(process.env.ASSENT_PATIENCE ?? 60);
const phone = {viewport: {width: 320, height: 640}, deviceScaleFactor: 2, isMobile: true, hasTouch: true};
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: flags, timeout: patience});

async function open(url, options = {}) {
  const context = await browser.newContext({javaScriptEnabled: false, locale: "en-GB", ...options});
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.requests = [];
  page.complaints = [];
  page.on("request", r => page.requests.push(r.url()));
  page.on("console", m => page.complaints.push(m.text()));
  page.answer = await page.goto(url, {timeout: patience});
  return page;
}

const shot = (page, name) => page.screenshot({path: `${asked.shots}/${name}.png`, fullPage: true});
const said = page => page.locator(".note").innerText();

// Sends the form whose button bears this value, as a click or a tap does.
async function press(page, value) {
  await Promise.all([page.waitForNavigation({timeout: patience}), page.locator(`button[value="${value}"]`).click()]);
}

// Where the focus is: tag, and what tells it apart.
const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  const outline = getComputedStyle(e).outlineStyle;
  return {tag: e.tagName, is: e.value || e.getAttribute("href") || "", type: e.type ?? "", seen: outline !== "none"};
});

const walks = {
  // Every control is reached by Tab in the order of the page, shows that it has the focus, and works by keys alone.
  async keyboard() {
    const page = await open(asked.url);
    const all = await page.evaluate(() =>
      [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,summary")].length);
    const stops = [];
    for (let i = 0; i < all + 10; ++i) {
      await page.keyboard.press("Tab");
      const at = await focused(page);
      if (at.tag === "BODY") break;
      assert.ok(at.seen, `nothing shows that ${at.tag} ${at.is} has the focus`);
      stops.push(`${at.tag} ${at.is}`);
    }
    assert.equal(stops[0], "A #main", "the first stop leaps over the header");
    assert.equal(stops.at(-1).slice(0, 7), "A ?lang", "the last stop is the last language");
    // One stop for each group of radio buttons, not one for each of its buttons; a time has several inside.
    for (const wanted of ["INPUT tips:email", "BUTTON topics", "BUTTON pace", "SELECT week", "BUTTON pause",
      "BUTTON quiet", "BUTTON stop"]) assert.ok(stops.includes(wanted), `Tab never reaches ${wanted}: ${stops}`);

    await page.reload();
    while ((await focused(page)).is !== "tips:email") await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    while ((await focused(page)).is !== "topics") await page.keyboard.press("Tab");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(await said(page), /What you switched off has stopped/);
    assert.equal(await page.locator('input[value="tips:email"]').count(), 0);
    while ((await focused(page)).type !== "radio") await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    while ((await focused(page)).is !== "pace") await page.keyboard.press("Tab");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.match(await said(page), /keep to this pace/);
    assert.match(await page.title(), /^Saved/);
    return {stops: stops.length};
  },

  // Each choice with a finger on a small phone.
  async choices() {
    const page = await open(asked.url, phone);
    await shot(page, "choices-phone");
    await page.locator('input[name="keep"][value="news:email"]').uncheck();
    await press(page, "topics");
    assert.match(await said(page), /has stopped/);
    await page.locator('input[name="pace"][value="week"]').check();
    await press(page, "pace");
    assert.match(await said(page), /this pace/);
    assert.ok(await page.locator('input[name="pace"][value="week"]').isChecked());
    await page.locator('input[name="from"]').fill("21:30");
    await page.locator('input[name="to"]').fill("09:00");
    await press(page, "quiet");
    assert.match(await said(page), /be quiet/);
    assert.equal(await page.locator('input[name="from"]').inputValue(), "21:30");
    await page.locator('input[name="channel"][value="sms"]').check();
    await press(page, "preferred");
    assert.match(await said(page), /there first/);
    await page.locator("select").selectOption("month");
    await press(page, "pause");
    assert.match(await said(page), /hear nothing from us until/);
    await shot(page, "choices-made-phone");
    await page.locator('input[name="from"]').fill("23:00");
    await press(page, "quiet");
    assert.match(await said(page), /only reduce/);
    await shot(page, "refused-phone");
    return {};
  },

  async stop() {
    const page = await open(asked.url, phone);
    await press(page, "stop");
    assert.match(await said(page), /Everything has stopped/);
    assert.match(await page.locator("main").innerText(), /You get nothing from us at the moment/);
    await shot(page, "stopped-phone");
    return {};
  },

  // The page behind the link in a mail's header, from "stop these" to all the choices.
  async unsubscribe() {
    const page = await open(asked.url, phone);
    await shot(page, "unsubscribe-phone");
    await Promise.all([page.waitForNavigation(), page.locator("main a").click()]);
    assert.match(await page.locator("h1").innerText(), /Your choices/);
    await page.goBack();
    await Promise.all([page.waitForNavigation(), page.locator("button").click()]);
    assert.match(await page.locator("h1").innerText(), /have stopped/);
    return {};
  },

  // What an access link opens: what is held, agreeing to more, the download, the erasure.
  async access() {
    const page = await open(asked.url, {viewport: {width: 1024, height: 800}, acceptDownloads: true});
    await shot(page, "access-desktop");
    const held = await page.locator('section[aria-labelledby="held"]').innerText();
    for (const part of asked.held) assert.ok(held.includes(part), `${part} is not among what is held: ${held}`);
    assert.equal(await page.locator('section[aria-labelledby="held"] script, section img').count(), 0);
    await page.locator("summary").first().press("Enter");
    assert.ok(await page.locator("details blockquote").first().isVisible());
    // Without the tick the browser itself keeps the form back.
    await page.locator('input[name="give"]').first().check();
    await page.locator('button[value="grant"]').first().click();
    assert.equal(await page.locator(".note").count(), 0);
    await page.locator('input[name="agree"]').first().check();
    await press(page, "grant");
    assert.match(await said(page), /word for word/);
    assert.equal(await page.locator('input[name="keep"][value="news:email"]').count(), 1);
    await shot(page, "granted-desktop");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator('button[value="download"]').click()]);
    const all = JSON.parse(readFileSync(await download.path(), "utf8"));
    await press(page, "download_page");
    await page.screenshot({path: `${asked.shots}/everything-desktop.png`});
    await page.goto(asked.url);
    await page.locator('input[name="sure"]').check();
    await press(page, "erase");
    assert.match(await said(page), /We have your request/);
    await shot(page, "erased-desktop");
    return {members: Object.keys(all), contact: all.contact};
  },

  async ask_access() {
    const page = await open(asked.url, phone);
    await press(page, "access");
    return {said: await said(page)};
  },

  // One answer, nothing fetched from elsewhere, light, and no wider than the phone, in every language.
  async languages() {
    const found = {};
    for (const lang of ["en", "de", "fr", "th"]) {
      const page = await open(`${asked.url}?lang=${lang}`, phone);
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.deepEqual(page.requests, [`${asked.url}?lang=${lang}`]);
      assert.ok((await page.answer.body()).length < asked.bytes, `${lang} weighs ${(await page.answer.body()).length}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${lang} is ${width} wide`);
      const small = await page.evaluate(() => [...document.querySelectorAll("button,label,select,nav a")]
        .map(e => [e.innerText, e.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24)
        .map(([text]) => text));
      assert.deepEqual(small, [], "too small for a finger");
      found[lang] = await page.locator("h1,h2,button,legend").allInnerTexts();
      await shot(page, `${asked.name}-${lang}`);
      await page.context().close();
    }
    return {found};
  },

  // WCAG 2.2 A and AA, as far as axe-core can tell, with and without a phone.
  async axe() {
    const source = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
    const violations = [];
    for (const url of asked.urls) {
      for (const device of [phone, {viewport: {width: 1280, height: 900}}]) {
        const page = await open(url, {...device, javaScriptEnabled: true, bypassCSP: true});
        await page.evaluate(source);
        const found = await page.evaluate(() => window.axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
          "wcag21aa", "wcag22aa", "best-practice"]}));
        for (const v of found.violations) violations.push(`${url}: ${v.id}: ${v.nodes.map(n => n.html).join(" | ")}`);
        assert.ok(found.passes.length > 10, `axe looked at nothing in ${url}`);
        await page.context().close();
      }
    }
    return {violations};
  },

  // What others wrote never runs, and the policy would forbid it even so: a page with scripts allowed by the browser.
  async scripts() {
    const page = await open(asked.url, {javaScriptEnabled: true});
    assert.equal(await page.evaluate(() => window.taken), undefined);
    assert.deepEqual(page.complaints, []);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.taken = true";
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => window.taken), undefined);
    assert.match(page.complaints.join(), /Content Security Policy/);
    assert.deepEqual(page.requests, [asked.url]);
    return {};
  },
};

let result;
try {
  result = {good: true, ...await walks[asked.walk]()};
} catch (error) {
  result = {good: false, why: String(error?.stack ?? error)};
}
await browser.close();
console.log(JSON.stringify(result));
