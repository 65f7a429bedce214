package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.explorer.Bank.Deposited;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Bank.Opened;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.Chromium;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** A browser with a tab on an explorer. Whatever a test does, nothing comes from elsewhere, and the browser has nothing to complain about. */
abstract class PageSuite extends ExplorerSuite {

    private static Chromium browser;

    final Disposable.Composite runs = Disposables.composite();
    private DevTools tools;
    Shown shown;
    Tab tab;

    @BeforeAll
    static void startBrowser() {
        browser = Chromium.startOwn();
    }

    @AfterAll
    static void endBrowser() {
        browser.close();
    }

    @BeforeEach
    final void openTab() throws Exception {
        shown = Shown.of(store, options -> options.readOnly(false));
        tools = DevTools.ofNewTab(browser);
        tab = Tab.of(tools);
        tab.dark(false);
        tab.size(1280, 860);
    }

    @AfterEach
    final void closeTab() {
        try {
            assertThat(tab.complaints()).isEmpty();
            assertThat(tab.requests())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(shown.url("").split("#", 2)[0]));
        } finally {
            tools.call("Page.close", Map.of());
            tools.close();
            shown.close();
            runs.dispose();
        }
    }

    final void open(String view) {
        tab.open(shown.url(view));
    }

    /** A subscription at work, whose handler fails where this says so; it sets aside what fails. */
    final void consume(String name, Predicate<Commit> failing) {
        runs.add(Subscription.builder(name, store)
                .retry(1, Duration.ofMillis(1), Duration.ofMillis(1))
                .afterRetries(AfterRetries.PARK)
                .onCommit(commit -> failing.test(commit)
                        ? Mono.error(new IllegalStateException("no owner for " + commit.streamId()))
                        : Mono.empty())
                .build()
                .run()
                .subscribe(done -> {}, failure -> {}));
        Await.until(
                () -> name + " to run",
                () -> Await.all(Subscriptions.of(store).list()).stream()
                        .anyMatch(status -> status.name().equals(name)));
    }

    final void parked(String name, int commits) {
        Await.until(
                () -> "so many parked",
                () -> Await.value(Subscriptions.of(store).parked(name).count()) == commits);
    }

    /** Several tenants, an account with a history, and what means harm. */
    final void fillTheStore() {
        for (int i = 1; i <= 12; i++) {
            Bank.store(
                    store,
                    i % 3 == 0 ? "other-bank" : Bank.TENANT,
                    "customer-" + i,
                    1,
                    1,
                    Map.of(),
                    new Noted("Customer " + i));
        }
        Bank.store(
                store,
                Bank.TENANT,
                "account-7",
                1,
                2,
                Map.of("correlationId", "0192f1a7-6b1c-7b52", "user", "ann@example.org"),
                new Opened("Ann Archer, " + "who has a very long name ".repeat(12)),
                new Deposited(25_000));
        for (int i = 2; i <= 40; i++) {
            Bank.store(store, Bank.TENANT, "account-7", i, i + 1, Map.of(), new Deposited(100L * i));
        }
        Bank.store(
                store,
                "<script>hacked=1</script>",
                "<img src=x onerror=hacked=1>",
                1,
                1,
                Map.of("\"><svg onload=hacked=1>", "<iframe src=javascript:hacked=1>"),
                new Noted("</pre><script>hacked=1</script><img src='http://127.0.0.1:9/x' onerror=hacked=1>"));
    }
}
