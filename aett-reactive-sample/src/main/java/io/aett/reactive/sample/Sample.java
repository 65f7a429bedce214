package io.aett.reactive.sample;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.SubscriptionAction;
import io.aett.reactive.sample.store.StoreKinds;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The commands and how they end: whatever goes wrong is one line on the error output. */
final class Sample {

    private Sample() {}

    static int run(StoreKinds kinds, PrintWriter out, PrintWriter err, boolean terminal, String... args) {
        CommandLine commands = new CommandLine(new ImportCommand(kinds, terminal));
        commands.addSubcommand("import", new ImportCommand(kinds, terminal));
        commands.addSubcommand("show", new ShowCommand(kinds, terminal));
        commands.addSubcommand("at", new AtCommand(kinds, terminal));
        commands.addSubcommand("top", new TopCommand(kinds, terminal));
        commands.addSubcommand("verify", new VerifyCommand(kinds, terminal));
        commands.addSubcommand("watch", new WatchCommand(kinds, terminal));
        commands.addSubcommand("web", new WebCommand(kinds, terminal));
        commands.addSubcommand("subscriptions", new SubscriptionsCommand(kinds, terminal));
        SubscriptionAction.all()
                .forEach(action -> commands.addSubcommand(new SubscriptionCommand(kinds, terminal, action)));
        commands.addSubcommand("help", new CommandLine.HelpCommand());
        commands.getCommandSpec()
                .usageMessage()
                .footer("", "Exit codes: 0 done, 1 failed or different, 2 wrong input.");
        return commands.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    err.println("sample: " + oneLine(wrong) + " (see: sample --help)");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, err, command))
                .execute(args);
    }

    private static int failed(Exception failure, PrintWriter err, CommandLine commandLine) {
        if (failure instanceof BadInputException) {
            err.println("sample: " + oneLine(failure));
        } else if (failure instanceof EventStoreException) {
            err.println("sample: the store failed: " + oneLine(failure));
        } else {
            err.println("sample: " + failure.getClass().getSimpleName() + ": " + oneLine(failure)
                    + " (--stacktrace shows where)");
        }
        if (commandLine.getCommand() instanceof SampleCommand command && command.stacktrace()) {
            failure.printStackTrace(err);
        }
        return failure instanceof BadInputException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\s*[\\r\\n]\\s*", " ");
    }
}
