package io.aett.reactive.subscription;

import reactor.core.publisher.Mono;

/** Pauses, resumes, resets, replays and discards, from a process of its own. */
final class SimControl {

    private final SimWorld world;
    private final SimProcess process;
    private final Subscriptions subscriptions;

    SimControl(SimWorld world, SimServer server) {
        this.world = world;
        this.process = new SimProcess(Simulation.CONTROL, world, 1);
        this.subscriptions = Subscriptions.of(new SimStore(process, server, new SimStates(process, server)));
    }

    void steer(long head) {
        switch (world.random.nextInt(8)) {
            case 0 -> subscribe("pauses", subscriptions.pause(Simulation.NAME));
            case 1 -> subscribe("resumes", subscriptions.resume(Simulation.NAME));
            case 2 ->
                subscribe("resets", subscriptions.reset(Simulation.NAME, StartFrom.checkpoint(world.between(0, head))));
            case 3 -> subscribe("resets to the end", subscriptions.reset(Simulation.NAME, StartFrom.end()));
            case 4 -> subscribe("discards", any().flatMap(subscriptions::discard));
            default -> subscribe("replays", any().flatMap(subscriptions::replay));
        }
    }

    /** Has everything handled, in the end. */
    void settle() {
        subscribe("resumes", subscriptions.resume(Simulation.NAME).onErrorComplete());
        subscribe(
                "replays all",
                subscriptions
                        .parked(Simulation.NAME)
                        .onErrorComplete(SubscriptionNotFoundException.class)
                        .concatMap(subscriptions::replay)
                        .then());
        world.after(3_000_000, this::settle);
    }

    private Mono<ParkedCommit> any() {
        return subscriptions
                .parked(Simulation.NAME)
                .collectList()
                .filter(parked -> !parked.isEmpty())
                .map(parked -> parked.get(world.random.nextInt(parked.size())));
    }

    private void subscribe(String what, Mono<Void> change) {
        world.tell(Simulation.CONTROL, what);
        process.step(() ->
                change.subscribe(nothing -> {}, failure -> world.tell(Simulation.CONTROL, what + ": " + failure)));
    }
}
