package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Tab.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For whom the page is: by keyboard, on a phone, in the dark, by ear. */
class AccessTest extends PageSuite {

    /** The worst ratio of a text's colour to what is behind it, and the text. */
    private static final String CONTRAST = """
            (() => {
              const parse = c => c.match(/[\\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
              const behind = e => { for (; e; e = e.parentElement) {
                const c = parse(getComputedStyle(e).backgroundColor);
                if (c.length < 4 || c[3] > 0) return c;
              } return [255, 255, 255]; };
              let worst = [99, ''];
              for (const e of document.querySelectorAll('body *')) {
                const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join('');
                if (!own || !e.checkVisibility() || e.matches('.hidden, .said, .skip')) continue;
                const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
                const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
                if (ratio < worst[0]) worst = [ratio, own];
              }
              return worst;
            })()
            """;

    private void show(String view) {
        open(view);
        switch (view.split("\\?", 2)[0]) {
            case "streams" -> tab.awaits("link", "account-7");
            case "stream" -> tab.sees("Revision 41 of 41");
            case "live" -> {
                tab.sees("Live. Nothing");
                for (int i = 0; i < 8; i++) {
                    Bank.store(
                            store,
                            "shop",
                            "order-" + tab.requests().size() + "-" + i,
                            1,
                            1,
                            Map.of(),
                            new Noted("A note of order " + i));
                }
                tab.sees("Live, newest first.");
            }
            case "subscriptions" -> tab.sees("greetings");
            default -> tab.sees("IllegalStateException");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "desktop, 1280, 860, false",
        "desktop-dark, 1280, 860, true",
        "phone, 375, 812, false",
        "phone-dark, 375, 812, true"
    })
    void every_view_fits_and_can_be_read(String name, int width, int height, boolean dark) {
        fillTheStore();
        consume("greetings", commit -> false);
        consume("balances-by-owner", commit -> commit.streamId().equals("account-7") && commit.commitSequence() > 38);
        parked("balances-by-owner", 2);
        tab.size(width, height);
        tab.dark(dark);

        for (String view : new String[] {
            "streams",
            "stream?tenant=my-bank&stream=account-7&at=41",
            "live",
            "subscriptions",
            "parked?name=balances-by-owner"
        }) {
            show(view);
            tab.picture(name + "-" + view.split("\\?", 2)[0]);
            assertThat(tab.fits()).as(view + " fits").isTrue();
            var worst = tab.run(CONTRAST);
            assertThat(worst.get(0).asDouble()).as(view + ": " + worst.get(1)).isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void everything_is_done_by_keyboard_alone_and_the_focus_is_seen() {
        fillTheStore();
        consume("balances", commit -> false);
        open("streams");
        tab.awaits("link", "account-7");

        tab.press(Key.TAB);
        assertThat(tab.focused()).isEqualTo("Skip to the content");
        assertThat(tab.focusIsVisible()).isTrue();
        tab.press(Key.ENTER);
        tab.tabTo("account-7");
        assertThat(tab.focusIsVisible()).isTrue();
        tab.press(Key.ENTER);

        tab.sees("Revision 41 of 41");
        assertThat(tab.run("document.activeElement.id").asString()).isEqualTo("main");
        tab.tabTo("Revision");
        assertThat(tab.focusIsVisible()).isTrue();
        tab.press(Key.LEFT);
        tab.sees("Revision 40 of 41");

        open("subscriptions");
        tab.sees("balances");
        tab.tabTo("Reset…");
        tab.press(Key.ENTER);
        tab.awaits("dialog", "Reset balances?");
        assertThat(tab.focused()).isEqualTo("Cancel");
        tab.press(Key.ENTER);
        tab.seesNoMore("Reset balances?");
        assertThat(tab.focused()).isEqualTo("Reset…");
    }

    @Test
    void a_screen_reader_finds_its_way() {
        fillTheStore();
        consume("balances", commit -> false);
        open("streams");

        tab.awaits("navigation", "Views");
        tab.awaits("search", "");
        tab.awaits("searchbox", "Stream");
        tab.awaits("combobox", "Tenant");
        tab.awaits("list", "Streams");
        tab.awaits("region", "The store now");
        assertThat(tab.all("main", "")).hasSize(1);
        assertThat(tab.run("document.documentElement.lang").asString()).isEqualTo("en");
        assertThat(tab.run("document.querySelector('nav [aria-current=page]').textContent")
                        .asString())
                .isEqualTo("Streams");

        tab.click("link", "Subscriptions");
        tab.awaits("article", "balances");
        tab.awaits("progressbar", "How much of the log balances has handled");
        tab.until(
                () -> "a plot that is told",
                () -> tab.run("document.querySelector('.subscription .plot').getAttribute('aria-label')")
                        .asString()
                        .startsWith("Commits that balances is behind: 0 now"));
        assertThat(tab.run("document.title").asString()).isEqualTo("Subscriptions – aett explorer");
        assertThat(tab.run(
                                "[...document.querySelectorAll('button, a, input')].filter(e => e.checkVisibility() && !(e.textContent.trim()"
                                        + " || e.getAttribute('aria-label') || e.labels?.length)).length")
                        .asInt())
                .isZero();
    }

    @Test
    void who_wants_no_motion_sees_none() {
        open("live");
        tab.sees("Live. Nothing");
        Bank.store(store, "t", "s", 1, 1, Map.of(), new Noted("x"));
        tab.awaits("link", "s");

        assertThat(tab.run("getComputedStyle(document.querySelector('.feed li')).animationName")
                        .asString())
                .isEqualTo("none");
    }
}
