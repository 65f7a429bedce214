package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store with something between it and its callers, whatever they call. */
public final class Interposed {

    /** What is between. Nothing, unless it says otherwise. */
    public interface Between {
        /** Of an operation with one answer, by its name. */
        default <T> Mono<T> one(String operation, Mono<T> call) {
            return call;
        }

        /** Of a commit. */
        default Mono<Commit> commit(Commit commit, Mono<Commit> call) {
            return one("commit", call);
        }

        /** Of a reading. */
        default <T> Flux<T> many(String operation, Flux<T> call) {
            return call;
        }

        /** Of following what is behind a checkpoint. */
        default Flux<Commit> follow(long checkpoint, LongFunction<Flux<Commit>> following) {
            return following.apply(checkpoint);
        }
    }

    private Interposed() {}

    /** The store, with that in front of it. */
    public static EventStore of(EventStore store, Between between) {
        CommitStore commits = part(CommitStore.class, store.commits(), between);
        SnapshotStore snapshots = part(SnapshotStore.class, store.snapshots(), between);
        StateStore states = part(StateStore.class, store.states(), between);
        PersistenceManagement management = part(PersistenceManagement.class, store.management(), between);
        return proxy(EventStore.class, (self, method, arguments) -> switch (method.getName()) {
            case "commits" -> commits;
            case "snapshots" -> snapshots;
            case "states" -> states;
            case "management" -> management;
            default -> invoke(method, store, arguments);
        });
    }

    private static <P> P part(Class<P> type, P part, Between between) {
        return proxy(type, (self, method, arguments) -> {
            if (method.getName().equals("follow")) {
                PersistenceManagement management = (PersistenceManagement) part;
                return between.follow((Long) arguments[0], management::follow);
            }
            Object result = invoke(method, part, arguments);
            if (method.getName().equals("commit")) {
                return between.commit((Commit) arguments[0], ((Mono<?>) result).cast(Commit.class));
            }
            if (result instanceof Mono<?> one) {
                return between.one(method.getName(), one);
            }
            return result instanceof Flux<?> many && !method.getName().equals("changes")
                    ? between.many(method.getName(), many)
                    : result;
        });
    }

    private static <P> P proxy(Class<P> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Interposed.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
