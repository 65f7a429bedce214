package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

    @Test
    void a_program_that_ends_at_once_is_reported_in_one_line_with_its_last_words(@TempDir Path folder) {
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "Server",
                List.of("sh", "-c", "echo first; echo bad port; exit 1"),
                folder,
                false,
                "TERM",
                () -> false));
        assertThatThrownBy(process::start)
                .isInstanceOf(TestServerException.class)
                .hasMessage("Server did not start: first | bad port");
        assertThat(process.isRunning()).isFalse();
    }

    @Test
    void a_program_that_ignores_the_stop_signal_is_killed_with_its_children(@TempDir Path folder) {
        Path ready = folder.resolve("ready");
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "Server",
                List.of("sh", "-c", "trap '' TERM; sleep 600 & touch ready; wait"),
                folder,
                false,
                "TERM",
                () -> ready.toFile().exists()));
        process.start();
        ProcessHandle child = ProcessHandle.of(process.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow();
        process.kill();
        assertThat(Polling.within(Duration.ofSeconds(5), () -> ServerProcess.isGone(child)))
                .isTrue();
    }

    @Test
    void a_server_does_not_outlive_a_killed_jvm(@TempDir Path folder) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAServer.class.getName())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(out.readLine());
            Path data = Path.of(out.readLine());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            assertThat(ServerProcess.isGone(server)).isFalse();
            jvm.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            assertThat(Polling.within(Duration.ofSeconds(10), () -> ServerProcess.isGone(server)))
                    .isTrue();
            assertThat(Polling.within(
                            Duration.ofSeconds(10), () -> !data.toFile().exists()))
                    .isTrue();
        } finally {
            jvm.destroyForcibly();
        }
    }
}
