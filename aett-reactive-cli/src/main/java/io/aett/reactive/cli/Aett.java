package io.aett.reactive.cli;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.SubscriptionAction;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.cli.store.StorePlaces;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands, what they have in common, and how they end: whatever goes wrong is one line on the error output. */
@Command(
        name = "aett",
        description = "Looks into event stores, checks them, copies them, and controls their subscriptions.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Stores:",
            "  postgresql://user@host/database?schema=aett   (the password in PGPASSWORD)",
            "  mongodb://user:password@host/database",
            "  dynamodb:TABLE, s3:BUCKET/PREFIX              (credentials as the tools of AWS",
            "                                  find them; ?region=..., &endpoint=http://...)",
            "  env:NAME                                      (an address in the environment)",
            "  python:ADDRESS                                (aett for Python; FROM of copy)",
            "",
            "Exit codes: 0 done, 1 something was found (a fault, a difference),",
            "2 it could not be done."
        },
        sortOptions = false)
final class Aett implements Runnable {

    static final int FOUND = 1;

    @Option(
            names = {"-s", "--store"},
            paramLabel = "STORE",
            scope = ScopeType.INHERIT,
            description = "The store's address. Default: the one in AETT_STORE.")
    private @Nullable String store;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print where an error comes from.")
    private boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private final Terminal terminal;
    private final Map<String, String> environment;

    Aett(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    static int run(Terminal terminal, Map<String, String> environment, String... args) {
        Aett aett = new Aett(terminal, environment);
        CommandLine commands = new CommandLine(aett);
        commands.addSubcommand(new InitCommand(aett));
        commands.addSubcommand(new DdlCommand(aett));
        commands.addSubcommand(new HeadCommand(aett));
        commands.addSubcommand(new StreamsCommand(aett));
        commands.addSubcommand(new ShowCommand(aett));
        commands.addSubcommand(new TailCommand(aett));
        commands.addSubcommand(new VerifyCommand(aett));
        commands.addSubcommand(new CopyCommand(aett));
        commands.addSubcommand(new PurgeCommand(aett));
        commands.addSubcommand(new SubscriptionsCommand(aett));
        SubscriptionAction.all().forEach(action -> commands.addSubcommand(new SubscriptionCommand(aett, action)));
        PrintWriter err = terminal.err();
        return commands.setOut(terminal.out())
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setExpandAtFiles(false) // an id may begin with @, and is no name of a file
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.println("aett: " + oneLine(wrong) + " (see: aett --help)");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, result) -> aett.failed(failure))
                .execute(args);
    }

    /** Without a command. */
    @Override
    public void run() {
        throw new BadInputException("name a command; aett --help lists them");
    }

    /** The store that the user means. */
    StorePlace place() {
        String address = store == null ? environment.get("AETT_STORE") : store;
        if (address == null) {
            throw new BadInputException("which store? Give --store, or set AETT_STORE (see: aett --help)");
        }
        return place(address);
    }

    /** The store of this address. */
    StorePlace place(String address) {
        return StorePlaces.of(address, environment);
    }

    /** Where addresses and passwords may be. */
    Map<String, String> environment() {
        return environment;
    }

    Terminal terminal() {
        return terminal;
    }

    private int failed(Exception failure) {
        PrintWriter err = terminal.err();
        if (failure instanceof BadInputException || failure instanceof IllegalArgumentException) {
            err.println("aett: " + oneLine(failure));
        } else if (failure instanceof StorageUnavailableException) {
            err.println("aett: the store does not answer: " + oneLine(failure)
                    + "; is it running, and are address and credentials right?");
        } else if (failure instanceof EventStoreException) {
            err.println("aett: the store failed: " + hint(oneLine(failure)));
        } else {
            err.println("aett: " + failure.getClass().getSimpleName() + ": " + oneLine(failure)
                    + " (--stacktrace shows where)");
        }
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    /** What the library tells programs is told to people in the words of this program. */
    private static String hint(String message) {
        return message.replace(
                "call management().initialize() first", "is the address right? aett init makes a new store there");
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : Text.printable(Text.withoutPasswords(message.replaceAll("\\s*[\\r\\n]\\s*", " ")));
    }
}
