package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.testservers.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single inserts of the same row by pgbench, prepared: a client in C that does nothing else. */
final class PgBench implements Rival {

    private static final Pattern TRANSACTIONS = Pattern.compile("transactions actually processed: (\\d+)");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([\\d.]+) ms");
    private static final Pattern RATE = Pattern.compile("tps = ([\\d.]+)");
    private static final String SCRIPT = """
            \\set n random(1, 9000000000000000)
            INSERT INTO raw.commits VALUES (nextval('raw.checkpoints'), 'benchmarks', 'pgbench-%1$d-' || :client_id, :n, 1,
                1, 0, gen_random_uuid(), gen_random_uuid(), :n, '\\x%2$s') RETURNING checkpoint;
            """;

    private final PostgresServer server;
    private final AtomicInteger rounds = new AtomicInteger();

    PgBench(PostgresServer server) {
        this.server = server;
    }

    /** Whether there is such a program on the path. */
    static boolean installed() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "pgbench"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return "pgbench";
    }

    @Override
    public List<Integer> against() {
        return List.of(64);
    }

    @Override
    public List<Integer> callers(int store) {
        return List.of(4, 8, 16, 32);
    }

    @Override
    public double target() {
        return 3;
    }

    @Override
    public Sample append(int callers, Duration round) {
        String said = run(callers, Math.max(2, (round.toMillis() + 500) / 1000));
        long transactions = Long.parseLong(found(TRANSACTIONS, said));
        if (transactions == 0) {
            throw new IllegalStateException("pgbench inserted nothing, and said: " + said);
        }
        double rate = Double.parseDouble(found(RATE, said));
        long latency = (long) (Double.parseDouble(found(LATENCY, said)) * 1e6);
        return new Sample(transactions, (long) (transactions * 1e9 / rate), 0, latency, latency);
    }

    private String run(int callers, long seconds) {
        try {
            Path script = Files.createTempFile("aett-pgbench", ".sql");
            Files.writeString(
                    script,
                    SCRIPT.formatted(
                            rounds.incrementAndGet(), HexFormat.of().formatHex(StoredForm.write(ItemAdded.number(1)))));
            ProcessBuilder builder = new ProcessBuilder(
                            "pgbench",
                            "-n",
                            "-M",
                            "prepared",
                            "-h",
                            server.host(),
                            "-p",
                            "" + server.port(),
                            "-U",
                            server.user(),
                            "-c",
                            "" + callers,
                            "-j",
                            "2",
                            "-T",
                            "" + seconds,
                            "-f",
                            script.toString(),
                            server.database())
                    .redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", server.password());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.delete(script);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("pgbench said: " + said);
        }
        return matcher.group(1);
    }
}
