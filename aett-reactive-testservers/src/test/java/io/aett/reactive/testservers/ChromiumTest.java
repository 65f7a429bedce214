package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChromiumTest {

    @Test
    void a_browser_answers_and_leaves_nothing_behind() throws Exception {
        Chromium browser = Chromium.startOwn();
        Path folder = browser.log().getParent();
        ProcessHandle process = ProcessHandle.of(browser.pid()).orElseThrow();
        try {
            String version = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://" + browser.host() + ":" + browser.port() + "/json/version"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(version).contains("webSocketDebuggerUrl").contains("Chrome");
        } finally {
            browser.close();
        }

        assertThat(ServerProcess.isGone(process)).isTrue();
        assertThat(folder).doesNotExist();
    }
}
