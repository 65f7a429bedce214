package io.aett.reactive.testkit.process;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.testkit.support.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Consumes in a process of its own: reads its {@link ConsumerOptions} from standard input, begins at the next line, and tells what it
 * does in the file that the argument names. SIGTERM ends it in good order; the end of standard input, which is that of whoever started it,
 * ends it at once.
 */
public final class ConsumerProgram {

    private ConsumerProgram() {}

    /** The program. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Report report = new Report(Path.of(arguments[0]));
        ConsumerOptions options = ConsumerOptions.read(orders);
        StoreOpener opener = options.newOpener();
        EventStore store = opener.open(options.openerArguments());
        Await.value(store.management().head());
        Consuming consuming = options.consuming(opener, store, report);
        report.write(Report.READY);
        if (orders.readLine() != null) {
            run(consuming, store, report);
            while (orders.readLine() != null) {
                report.write("told more than to begin");
            }
        }
        Runtime.getRuntime().halt(1);
    }

    private static void run(Consuming consuming, EventStore store, Report report) {
        CompletableFuture<?> stopped = consuming
                .signals()
                .doOnNext(report::signal)
                .filter(SubscriptionSignal.Stopped.class::isInstance)
                .take(consuming.subscriptions())
                .then()
                .toFuture();
        Disposable run = consuming.run().subscribe(nothing -> {}, failure -> {
            report.write(Report.FAILED, failure);
            failure.printStackTrace();
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            run.dispose();
                            Await.done(Mono.fromFuture(stopped));
                            report.write(Report.STOPPED);
                            Await.done(store.close());
                        },
                        "stop-in-good-order"));
    }
}
