// What Jakarta Mail and Hibernate Validator say, in the way of verdicts.mjs.

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.LogManager;
import javax.validation.Validation;
import javax.validation.Validator;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.constraints.Email;
import org.hibernate.validator.constraints.NotBlank;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

public class Verdicts {
  public static class Invitation {
    @NotBlank @Email public String email;
  }

  static boolean jakarta(String text) {
    try {
      new InternetAddress(text).validate();
      return true;
    } catch (AddressException e) {
      return false;
    }
  }

  static String version(String name, Class<?> type) {
    return name + "=" + type.getPackage().getImplementationVersion();
  }

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    Validator hibernate =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();
    String hibernateVersion = version("hibernate-validator", HibernateValidator.class);
    String jakartaVersion = version("jakarta-mail", InternetAddress.class);
    System.out.println(hibernateVersion + " " + jakartaVersion);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
      List<String> takes = new ArrayList<>();
      if (hibernate.validateValue(Invitation.class, "email", text).isEmpty()) {
        takes.add("hibernate-validator");
      }
      if (jakarta(text)) {
        takes.add("jakarta-mail");
      }
      System.out.println(String.join(" ", takes));
    }
  }
}
