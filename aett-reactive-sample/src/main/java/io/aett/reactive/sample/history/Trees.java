package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.sample.model.FileEvent;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** Trees rebuilt from events: the path of each file, and {@code mode blob}. */
public final class Trees {

    private Trees() {}

    /**
     * The tree as it was.
     *
     * @param files its files
     * @param ordinal the last git commit that is in it; 0 before the first
     * @param commit that git commit's id
     */
    public record Tree(Map<String, String> files, long ordinal, String commit) {}

    /** The tree that all commits up to this time make. */
    public static Mono<Tree> at(Tenant tenant, Instant time) {
        return tenant.store()
                .commits()
                .getAllTo(tenant.id(), time)
                .reduceWith(Building::new, Building::add)
                .map(Building::done);
    }

    static void apply(Map<String, String> files, FileEvent.Changed change) {
        if (change instanceof FileEvent.Added added) {
            files.put(added.path(), added.mode() + ' ' + added.blob());
        } else if (change instanceof FileEvent.Modified modified) {
            files.put(modified.path(), modified.mode() + ' ' + modified.blob());
        } else {
            files.remove(change.path());
        }
    }

    private static final class Building {

        private final Map<String, String> files = new TreeMap<>();
        private long ordinal;
        private String commit = "";

        Building add(Commit stored) {
            for (EventMessage event : stored.events()) {
                if (event.body() instanceof FileEvent.Changed change) {
                    apply(files, change);
                    if (change.origin().ordinal() > ordinal) {
                        ordinal = change.origin().ordinal();
                        commit = change.origin().commit();
                    }
                }
            }
            return this;
        }

        Tree done() {
            return new Tree(files, ordinal, commit);
        }
    }
}
