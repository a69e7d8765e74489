package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends bytes as they are, for attacks that a client library would put right; a character is a byte. */
final class RawHttp {

    private static final int PATIENCE = 5_000;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:.*chunked");

    private RawHttp() {}

    /** One answer, after 1xx ones, as far as it came within five seconds. */
    static String exchange(int port, String rawRequest) {
        boolean bodiless = rawRequest.startsWith("HEAD ");
        return read(port, rawRequest, answer -> isComplete(answer, bodiless));
    }

    /** Everything until the connection closes or is silent for five seconds: more answers than one show smuggling. */
    static String everything(int port, String rawRequests) {
        return read(port, rawRequests, answer -> false);
    }

    private static String read(int port, String request, Predicate<String> complete) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                answer.write(buffer, 0, n);
                if (complete.test(answer.toString(ISO_8859_1))) {
                    break;
                }
            }
        } catch (ConnectException refused) {
            throw new UncheckedIOException(refused);
        } catch (SocketTimeoutException | SocketException silentOrReset) {
            // What came until then is the answer.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return answer.toString(ISO_8859_1);
    }

    private static boolean isComplete(String answer, boolean bodiless) {
        int end = answer.indexOf("\r\n\r\n") + 4;
        if (end < 4) {
            return false;
        }
        if (answer.matches("(?s)HTTP/1.1 1(?!01).*")) {
            return isComplete(answer.substring(end), bodiless);
        }
        String head = answer.substring(0, end);
        String body = answer.substring(end);
        Matcher length = LENGTH.matcher(head);
        if (bodiless || head.matches("(?s)HTTP/1.1 (101|204|304).*")) {
            return true;
        }
        if (CHUNKED.matcher(head).find()) {
            return body.endsWith("0\r\n\r\n");
        }
        return length.find() && body.length() >= Integer.parseInt(length.group(1));
    }
}
