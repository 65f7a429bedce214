package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.explorer.Bank.Deposited;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Tab.Key;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person finds out and does. */
class PageTest extends PageSuite {

    private static final String ACCOUNT = "stream?tenant=my-bank&stream=account-7";

    @Test
    void a_person_finds_a_stream_and_sees_what_happened_to_it() {
        fillTheStore();
        open("streams");
        tab.awaits("link", "account-7");

        tab.focus("searchbox", "Stream");
        tab.type("account");
        tab.seesNoMore("customer-1");
        tab.click("link", "account-7");

        tab.awaits("heading", "account-7");
        tab.sees("41 events");
        tab.sees("#41");
        tab.sees("Revision 41 of 41");
        tab.sees("106900");
    }

    @Test
    void a_slider_goes_through_the_revisions_and_each_says_what_it_changed() {
        fillTheStore();
        open(ACCOUNT);
        tab.sees("Revision 41 of 41");

        tab.click("button", "The revision before");
        tab.sees("Revision 40 of 41");
        tab.sees("deposits[38]");
        tab.focus("slider", "Revision");
        tab.press(Key.HOME);
        tab.sees("Revision 1 of 41");
        tab.sees("Ann Archer");
        tab.press(Key.RIGHT);
        tab.sees("Revision 2 of 41");
        tab.sees("25000");

        tab.click("button", "State at revision 30");
        tab.sees("Revision 30 of 41");
    }

    @Test
    void a_long_history_comes_page_by_page_and_new_events_are_announced() {
        Bank.account(store, "account-7", 119);
        open(ACCOUNT);
        tab.sees("Events before revision 71 are not loaded.");

        tab.click("button", "Older events");
        tab.sees("Events before revision 21 are not loaded.");
        tab.click("button", "Older events");
        tab.sees("That is where it began.");
        assertThat(tab.run("document.querySelectorAll('.event').length").asInt())
                .isEqualTo(120);

        Bank.store(store, Bank.TENANT, "account-7", 121, 122, Map.of(), new Deposited(1), new Deposited(2));
        tab.click("button", "Show 2 newer events");
        tab.sees("Revision 122 of 122");
    }

    @Test
    void older_streams_are_looked_for_when_asked_and_the_page_says_what_it_looked_at() {
        for (int i = 0; i < 1_003; i++) {
            Bank.store(store, "t", "s" + i, 1, 1, Map.of(), new Noted("x"));
        }
        open("streams");
        tab.sees("1,000 streams in the last 1,000 commits");

        tab.click("button", "Look further back");
        tab.sees("1,003 streams in all 1,003 commits of the store.");

        tab.focus("searchbox", "Stream");
        tab.type("s1");
        tab.sees("s1002");
        tab.awaits("link", "s1");
    }

    @Test
    void what_means_harm_is_only_text() {
        fillTheStore();
        consume("<b onclick=hacked=1>", commit -> commit.streamId().startsWith("<img"));
        parked("<b onclick=hacked=1>", 1);

        open("streams");
        tab.sees("<img src=x onerror=hacked=1>");
        tab.click("link", "<img src=x onerror=hacked=1>");
        tab.sees("1 commit header");
        tab.run("document.querySelectorAll('details').forEach(each => each.open = true)");
        tab.sees("</pre><script>hacked=1</script>");
        tab.sees("<iframe src=javascript:hacked=1>");
        tab.picture("hostile");
        open("subscriptions");
        tab.sees("<b onclick=hacked=1>");
        tab.click("link", "The parked commit");
        tab.sees("no owner for <img src=x onerror=hacked=1>");
        tab.sees("The commit");
        tab.run("document.querySelectorAll('details').forEach(each => each.open = true)");
        tab.sees("</pre><script>hacked=1</script>");

        assertThat(tab.run("String(window.hacked)").asString()).isEqualTo("undefined");
    }

    @Test
    void what_is_stored_is_seen_at_once_and_can_be_held_and_narrowed() {
        open("live");
        tab.sees("Live. Nothing was stored since you came.");

        Bank.account(store, "account-1", 2);
        tab.sees("account-1");
        tab.awaits("log", "Commits as they are stored");
        tab.click("button", "Pause");
        Bank.store(store, Bank.TENANT, "held", 1, 1, Map.of(), new Noted("x"));
        tab.sees("1 commit came since");
        assertThat(tab.has("link", "held")).isFalse();
        tab.click("button", "Go on");
        tab.awaits("link", "held");

        tab.focus("searchbox", "Stream or event");
        tab.type("deposited");
        tab.sees("Live. Nothing was stored since you came.");
        Bank.store(store, Bank.TENANT, "other", 1, 1, Map.of(), new Noted("x"));
        Bank.store(store, Bank.TENANT, "account-2", 1, 1, Map.of(), new Deposited(5));
        tab.awaits("link", "account-2");
        assertThat(tab.has("link", "other")).isFalse();
    }

    @Test
    void a_subscription_is_paused_only_when_that_is_confirmed() {
        fillTheStore();
        consume("balances", commit -> false);
        open("subscriptions");
        tab.sees("Everything that is stored was handled.");

        tab.click("button", "Pause");
        tab.awaits("dialog", "Pause balances?");
        tab.press(Key.ESCAPE);
        tab.seesNoMore("Pause balances?");
        assertThat(Await.value(Subscriptions.of(store).status("balances")).state())
                .isEqualTo(State.RUNNING);

        tab.click("button", "Pause");
        tab.awaits("dialog", "Pause balances?");
        tab.tabTo("Pause");
        tab.press(Key.ENTER);
        tab.sees("Somebody paused it");
        tab.click("button", "Resume");
        tab.sees("Everything that is stored was handled.");
    }

    @Test
    void a_subscription_is_reset_to_a_place_that_is_chosen() {
        fillTheStore();
        consume("balances", commit -> false);
        Await.until(
                () -> "caught up",
                () -> Await.value(Subscriptions.of(store).status("balances")).checkpoint() == 53);
        runs.dispose();
        open("subscriptions");
        tab.sees("No process runs it");

        tab.click("button", "Reset…");
        tab.awaits("dialog", "Reset balances?");
        tab.click("radio", "behind checkpoint");
        tab.focus("spinbutton", "Checkpoint");
        tab.run("document.activeElement.select()");
        tab.type("50");
        tab.picture("reset");
        tab.click("button", "Reset");

        tab.sees("3 commits wait until one does.");
        assertThat(Await.value(Subscriptions.of(store).status("balances")).checkpoint())
                .isEqualTo(50);
    }

    @Test
    void a_parked_commit_is_seen_with_its_error_and_given_up() {
        Bank.account(store, "account-1", 2);
        consume("balances", commit -> commit.streamId().equals("account-1"));
        parked("balances", 3);
        open("subscriptions");
        tab.sees("It has seen everything, but not handled it: 3 commits are set aside");

        tab.click("link", "The 3 parked commits");
        tab.sees("IllegalStateException: no owner for account-1");
        tab.sees("Waits behind another one of its stream.");
        tab.run("document.querySelector('.parked details').open = true");
        tab.sees("bank.opened");
        tab.picture("parked");
        tab.click("button", "Discard…");
        tab.awaits("dialog", "Discard this commit?");
        tab.click("button", "Discard");

        tab.sees("2 commits are shown.");
        parked("balances", 2);
    }

    @Test
    void an_explorer_that_only_shows_offers_no_change() {
        Bank.account(store, "account-1", 1);
        consume("balances", commit -> true);
        parked("balances", 2);
        shown.close();
        shown = Shown.of(store, options -> options);

        open("subscriptions");
        tab.sees("Read only");
        tab.sees("balances");
        assertThat(tab.has("button", "Pause")).isFalse();
        assertThat(tab.has("button", "Reset…")).isFalse();
        tab.click("link", "The 2 parked commits");
        tab.sees("This explorer is read only");
        assertThat(tab.has("button", "Discard…")).isFalse();
    }

    @Test
    void a_failure_is_shown_with_cause_and_cure() {
        Bank.account(store, "account-1", 1);
        open("stream?tenant=my-bank&stream=nobody");
        tab.awaits("alert", "");
        tab.sees("There is no such stream");
        tab.sees("What helps:");

        open("streams");
        tab.awaits("link", "account-1");
        Await.done(store.close());
        tab.sees("The store refused");
        tab.picture("failure");
    }
}
