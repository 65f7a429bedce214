package io.aett.reactive.explorer;

import io.aett.reactive.EngineListener;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Counts what the engine tells; a store that tells nothing has no figures. */
final class Tally implements EngineListener {

    private volatile @Nullable Figures figures;
    private final LongAdder appends = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    @Override
    public void attached(Figures attached) {
        figures = attached;
    }

    @Override
    public void appended(Append append) {
        appends.increment();
        commits.add(append.commits());
        if (append.failure() != null) {
            failed.increment();
        }
    }

    @Override
    public void refused(Refusal refusal, int waiting) {
        refused.add(waiting);
    }

    void describe(ObjectNode store) {
        Figures known = figures;
        if (known != null) {
            store.putObject("engine")
                    .put("name", known.store())
                    .put("queued", known.queued())
                    .put("followers", known.followers())
                    .put("followerLag", known.followerLag())
                    .put("appends", appends.sum())
                    .put("commits", commits.sum())
                    .put("failed", failed.sum())
                    .put("refused", refused.sum());
        }
    }
}
