package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.sample.store.StoreKinds;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

@Command(
        name = "web",
        description = {
            "Import what is missing, and show the store in your browser, until you press Ctrl-C.",
            "Only this machine can see it."
        },
        sortOptions = false)
final class WebCommand extends SampleCommand {

    private static final int PORTS = 1 << 16;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "8033",
            description = "Where; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--read-only", description = "Offer no change of subscriptions.")
    private boolean readOnly;

    WebCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    public Integer call() {
        if (port < 0 || port >= PORTS) {
            throw new BadInputException("--port must be from 0 to 65535, but is " + port);
        }
        return super.call();
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        WebPage page = new WebPage(workspace.tenant(), readOnly);
        return imports(workspace)
                .then(Mono.usingWhen(
                        page.open(port),
                        server -> {
                            tell(server.port());
                            return page.consumers();
                        },
                        server -> Mono.fromRunnable(server::dispose).then(server.onDispose())))
                .thenReturn(0);
    }

    private void tell(int where) {
        out().println(String.format(
                Locale.ROOT, "the store is shown at http://127.0.0.1:%d/aett/ (Ctrl-C ends)", where));
        out().flush();
    }
}
