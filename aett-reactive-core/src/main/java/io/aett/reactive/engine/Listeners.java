package io.aett.reactive.engine;

import io.aett.reactive.EngineListener;
import io.aett.reactive.EngineListener.Append;
import io.aett.reactive.EngineListener.Figures;
import io.aett.reactive.EngineListener.Page;
import io.aett.reactive.EngineListener.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Those who are told what the engine does. Nothing is timed, counted or made for them while there are none: all that is left is one look at
 * a field for each append and each page.
 */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(EngineListener.class);

    private volatile List<Guarded> listeners = List.of();

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Told all from now on, the figures first, until this is disposed of. */
    Disposable add(EngineListener listener, Figures figures) {
        Guarded guarded = new Guarded(listener);
        guarded.tell(one -> one.attached(figures));
        change(now -> now.add(guarded));
        return Disposables.composite(() -> change(now -> now.remove(guarded)));
    }

    private synchronized void change(Consumer<List<Guarded>> change) {
        List<Guarded> next = new ArrayList<>(listeners);
        change.accept(next);
        listeners = List.copyOf(next);
    }

    void appended(Append append) {
        listeners.forEach(each -> each.tell(listener -> listener.appended(append)));
    }

    void refused(Refusal refusal, int commits) {
        listeners.forEach(each -> each.tell(listener -> listener.refused(refusal, commits)));
    }

    void paged(Page page) {
        listeners.forEach(each -> each.tell(listener -> listener.paged(page)));
    }

    /** One listener. Whatever it throws ends here: a warning the first time, so that a log is not filled. */
    private static final class Guarded {

        private final EngineListener listener;
        private final AtomicBoolean failed = new AtomicBoolean();

        Guarded(EngineListener listener) {
            this.listener = listener;
        }

        void tell(Consumer<EngineListener> telling) {
            try {
                telling.accept(listener);
            } catch (Throwable thrown) {
                report(thrown);
            }
        }

        private void report(Throwable thrown) {
            if (failed.compareAndSet(false, true)) {
                LOG.warn("the listener {} failed, and goes on being told", listener.getClass(), thrown);
            } else {
                LOG.debug("the listener {} failed again", listener.getClass(), thrown);
            }
        }
    }
}
