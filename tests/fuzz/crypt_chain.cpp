// Any bytes as a certificate, a root or a revocation list: judged, or refused in words.
#include <cstdlib>
#include <numeric>

#include <pytk/crypt/x509.hpp>

using namespace pytk;

namespace {

template <class Try>
void refused_or_fine(const Try& attempt) {
  try {
    attempt();
  } catch (const Error& error) {
    if (error.fault() == Fault::internal) std::abort();
  }
}

std::string own_root() {
  crypt::CertificateRequest request;
  request.subject = "CN=Root";
  request.authority = true;
  request.not_after = 4'000'000'000;
  return crypt::make_self_signed(crypt::generate_key("ec-p256"), request);
}

crypt::ChainQuestion question_of(crypt::ChainProfile profile) {
  crypt::ChainQuestion question;
  question.system_roots = false;
  question.profile = profile;
  question.time = 1'700'000'000;
  return question;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string* const root = new std::string(own_root());
  const Secret given{ByteView(data, size)}, trusted{std::string_view(*root)};
  // One question an input, chosen by all of its bytes, so that mutations ask every one of them.
  const unsigned choice = std::accumulate(data, data + size, 0U) % 5;
  const auto profile = choice % 2 == 0 ? crypt::ChainProfile::webpki : crypt::ChainProfile::rfc5280;
  refused_or_fine([&] {
    auto question = question_of(profile);
    if (choice == 0) {
      (void)crypt::show_certificates(given, "fuzz");
    } else if (choice < 3) {
      question.roots.push_back(given.copy());
      question.host = "example.com";
      (void)crypt::verify_chain(given, "fuzz", question);
    } else {
      question.roots.push_back(trusted.copy());
      question.crls.push_back(given.copy());
      (void)crypt::verify_chain(trusted, "root", question);
    }
  });
  return 0;
}
