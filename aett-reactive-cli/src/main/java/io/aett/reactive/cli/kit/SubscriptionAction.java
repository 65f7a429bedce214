package io.aett.reactive.cli.kit;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/**
 * What a command does to one subscription, with its arguments behind the subscription's name: a mixin of a command that knows the store. It
 * needs the subscription neither to run nor to stand still.
 */
public interface SubscriptionAction {

    /** All of them. */
    static List<SubscriptionAction> all() {
        return List.of(new Pause(), new Resume(), new Reset(), new Parked(), new Replay(), new Discard());
    }

    /** Refuses what is wrong with the arguments, before anything is opened. */
    default void check() {}

    /** Does it to the subscription of this name. */
    Mono<Void> on(SubscriptionDesk desk, String subscription);

    /** Pause. */
    @Command(
            name = "pause",
            description = "Have a subscription hand nothing out until it is resumed, wherever it runs.",
            sortOptions = false)
    final class Pause implements SubscriptionAction {

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.pause(subscription);
        }
    }

    /** Resume. */
    @Command(name = "resume", description = "Let a subscription that was paused go on.", sortOptions = false)
    final class Resume implements SubscriptionAction {

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.resume(subscription);
        }
    }

    /** Reset. */
    @Command(
            name = "reset",
            description = "Have a subscription begin again from a place, also while it runs.",
            sortOptions = false)
    final class Reset implements SubscriptionAction {

        @Option(
                names = "--to",
                paramLabel = "PLACE",
                required = true,
                description = "beginning, end, a checkpoint, or a time as 2026-05-01T12:00:00Z or 2026-05-01.")
        private String place = "";

        @Override
        public void check() {
            Places.parse(place);
        }

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.reset(subscription, Places.parse(place));
        }
    }

    /** Parked. */
    @Command(name = "parked", description = "Print what a subscription has set aside, and why.", sortOptions = false)
    final class Parked implements SubscriptionAction {

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.parked(subscription);
        }
    }

    /** Replay. */
    @Command(
            name = "replay",
            description = {
                "Have what is set aside handed out again: one stream's, or all.",
                "Done wherever the subscription runs, or at its next run."
            },
            sortOptions = false)
    final class Replay implements SubscriptionAction {

        @Parameters(
                index = "0+",
                arity = "0..2",
                paramLabel = "TENANT STREAM | all",
                hideParamSyntax = true,
                description = "Whose commits, as ${ROOT-COMMAND-NAME} parked shows them. Default: all.")
        private List<String> what = List.of();

        @Override
        public void check() {
            SubscriptionDesk.requireStreamOrAll(what);
        }

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.replay(subscription, what);
        }
    }

    /** Discard. */
    @Command(
            name = "discard",
            description = "Give up one commit that is set aside: it will not be handled.",
            sortOptions = false)
    final class Discard implements SubscriptionAction {

        @Parameters(
                index = "0+",
                paramLabel = "CHECKPOINT",
                description = "Of the commit, as ${ROOT-COMMAND-NAME} parked shows it.")
        private long checkpoint;

        @Override
        public Mono<Void> on(SubscriptionDesk desk, String subscription) {
            return desk.discard(subscription, checkpoint);
        }
    }
}
