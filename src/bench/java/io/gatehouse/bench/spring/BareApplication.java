package io.gatehouse.bench.spring;

import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Spring Cloud Gateway alone; its routes are properties. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareApplication {

    public static final String COMMAND = "bare-gateway";

    private static final List<String> LEFT_OUT =
            List.of(".security.", ".data.", ".session.", ".actuate.", ".micrometer.");

    public static void main(String[] arguments) {
        Applications.run(BareApplication.class, LEFT_OUT, arguments);
    }
}
