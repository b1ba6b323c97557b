// Writes leads.csv and activities.csv as a B2B software company might export
// them from its CRM: people, firms and surnames are invented, and the files are
// skewed, correlated and dirty as exports are.
//
//   generate_sample_data OUTPUT_DIR
//
// The output is the same on every machine: it comes from integers alone, and
// reads no clock, locale or library of random numbers.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

constexpr uint64_t kSeed = 7;
constexpr int kCompanies = 520;
constexpr int kLeads = 2000;

// Times are seconds since 1970, UTC.
constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kExport = 1'795'132'800;  // 2026-11-20T00:00:00Z, a Friday.
constexpr int64_t kHistory = 180 * kDay;    // How far activities go back.
constexpr int64_t kOldestLead = 1000 * kDay;

// ---- Chance -----------------------------------------------------------------

// Splitmix64.
class Random {
 public:
  // Streams keep a change to one part of the data from changing the others.
  Random(std::string_view stream, int64_t index) : state_(kSeed) {
    for (char c : stream) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    }
    state_ ^= static_cast<uint64_t>(index) * 0x9E3779B97F4A7C15;
    Next();
  }

  // Both ends included.
  int64_t Between(int64_t first, int64_t last) {
    const uint64_t span = static_cast<uint64_t>(last - first) + 1;
    return first + static_cast<int64_t>((Next() >> 1) % span);
  }

  // As Between, the smaller the likelier.
  int64_t Skewed(int64_t first, int64_t last) {
    const int64_t one = Between(first, last);
    const int64_t other = Between(first, last);
    return std::min(one, other);
  }

  bool Chance(int64_t percent) { return Between(0, 99) < percent; }

  template <typename T, size_t kSize>
  const T& Any(const T (&choices)[kSize]) {
    return choices[Between(0, kSize - 1)];
  }

  // By the member `weight`.
  template <typename T, size_t kSize>
  const T& Pick(const T (&choices)[kSize]) {
    int64_t sum = 0;
    for (const T& choice : choices) sum += choice.weight;
    int64_t drawn = Between(0, sum - 1);
    for (const T& choice : choices) {
      drawn -= choice.weight;
      if (drawn < 0) return choice;
    }
    return choices[0];
  }

 private:
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  uint64_t state_;
};

// ---- Text -------------------------------------------------------------------

std::string Padded(int64_t number, size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

// RFC 3339.
std::string TimeText(int64_t time) {
  // Years from March on, in eras of 400 years (146,097 days).
  const int64_t days = time / kDay + 719'468;
  const int64_t era = days / 146'097;
  const int64_t day_of_era = days % 146'097;
  const int64_t year_of_era = (day_of_era - day_of_era / 1460 +
                               day_of_era / 36'524 - day_of_era / 146'096) /
                              365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const int64_t month =
      shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return Padded(year, 4) + "-" + Padded(month, 2) + "-" + Padded(day, 2) + "T" +
         Padded(time % kDay / kHour, 2) + ":" +
         Padded(time % kHour / kMinute, 2) + ":" + Padded(time % kMinute, 2) +
         "Z";
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

// As people type it into forms.
std::string Typed(std::string_view text, int carelessness, Random& random) {
  if (text.empty() || !random.Chance(carelessness)) return std::string(text);
  switch (random.Between(0, 4)) {
    case 0:
      return IsAscii(text) ? Upper(text) : std::string(text);
    case 1:
      return " " + std::string(text);
    case 2:
      return std::string(text) + " ";
    default:
      return Lower(text);
  }
}

// "Ravenmark Software" -> "ravenmark-software".
std::string Slug(std::string_view name) {
  std::string slug = Lower(name);
  std::replace(slug.begin(), slug.end(), ' ', '-');
  return slug;
}

// ---- Companies --------------------------------------------------------------

struct Company {
  std::string name;
  std::string domain;
  std::string industry;  // Empty: unknown.
  std::string country;
  int64_t employees = 0;     // 0: unknown.
  std::string_view owner;    // In sales.
  std::string_view scanner;  // Clicks all links in mail to it; empty: none.
  bool is_competitor = false;
};

struct Industry {
  std::string_view name;
  std::string_view words[3];
  int weight;
};

constexpr Industry kIndustries[] = {
    {"Software", {"Software", "Systems", "Labs"}, 26},
    {"Internet", {"Online", "Digital", "Market"}, 9},
    {"Financial Services", {"Capital", "Finance", "Insurance"}, 12},
    {"Manufacturing", {"Industries", "Engineering", "Tools"}, 16},
    {"Retail", {"Retail", "Stores", "Outfitters"}, 9},
    {"Logistics", {"Logistics", "Freight", "Shipping"}, 7},
    {"Consulting", {"Consulting", "Advisory", "Partners"}, 9},
    {"Healthcare", {"Health", "Care", "Diagnostics"}, 6},
    {"Education", {"Academy", "Learning", "Institute"}, 4},
    {"Construction", {"Construction", "Building", "Interiors"}, 4},
};

struct Country {
  std::string_view code;
  std::string_view legal_form;  // Of the names of companies.
  int weight;
};

constexpr Country kCountries[] = {
    {"DE", " GmbH", 38},  {"AT", " GmbH", 7},   {"CH", " AG", 7},
    {"US", ", Inc.", 14}, {"GB", " Ltd", 9},    {"FR", " SAS", 6},
    {"NL", " B.V.", 5},   {"SE", " AB", 4},     {"PL", " Sp. z o.o.", 3},
    {"ES", " S.L.", 2},   {"IT", " S.r.l.", 2}, {"IN", " Pvt. Ltd.", 2},
    {"BR", " Ltda.", 1},
};

constexpr std::string_view kFirstSyllables[] = {
    "Alder", "Bren", "Cal",  "Dorn",  "Elm",  "Fal",  "Gral", "Hav",
    "Ister", "Jun",  "Kelm", "Lor",   "Mer",  "Nor",  "Ost",  "Pell",
    "Quar",  "Rav",  "Sel",  "Tarn",  "Ulm",  "Ver",  "Wil",  "Yar",
    "Zan",   "Bryn", "Cor",  "Esker", "Holm", "Lind",
};
constexpr std::string_view kLastSyllables[] = {
    "vik",  "mark", "dal",  "stein", "ford", "wick",
    "bach", "mere", "tona", "via",   "holt", "gate",
};

struct SizeClass {
  int64_t least;
  int64_t most;
  int64_t step;  // Larger firms are known by round numbers.
  int weight;
};

constexpr SizeClass kSizeClasses[] = {
    {1, 9, 1, 15},      {10, 49, 1, 25},       {50, 249, 5, 28},
    {250, 999, 10, 18}, {1000, 4999, 100, 10}, {5000, 40'000, 500, 2},
};

int64_t DrawEmployees(Random& random) {
  const SizeClass& size = random.Pick(kSizeClasses);
  return random.Skewed(size.least / size.step, size.most / size.step) *
         size.step;
}

constexpr std::string_view kDachOwners[] = {"Mira Tolksen", "Jannis Brandahl",
                                            "Petra Velmann"};
constexpr std::string_view kOtherOwners[] = {"Owen Corwell", "Inès Marbrook",
                                             "Luca Dornetti", "Sara Ostkamp"};

bool IsInDach(std::string_view country) {
  return country == "DE" || country == "AT" || country == "CH";
}

std::string_view DrawOwner(std::string_view country, Random& random) {
  if (random.Chance(4)) return "";
  if (random.Chance(10)) return "Inbound queue";
  return IsInDach(country) ? random.Any(kDachOwners) : random.Any(kOtherOwners);
}

// Some scanners say who they are, others are known by their speed alone.
std::string_view DrawScanner(int64_t employees, Random& random) {
  const int64_t drawn = random.Between(0, 99);
  if (drawn >= (employees > 250 ? 12 : 4)) return "";
  return drawn % 3 == 0 ? "Chrome/141 Windows" : "MailShield link scanner/4.2";
}

Company MakeCompany(Random& random) {
  Company company;
  const Industry& industry = random.Pick(kIndustries);
  const Country& country = random.Pick(kCountries);
  std::string name(random.Any(kFirstSyllables));
  name += random.Any(kLastSyllables);
  name += " ";
  name += random.Any(industry.words);
  company.domain = Slug(name) + ".example";
  company.name = name + std::string(country.legal_form);
  if (random.Chance(99)) company.country = country.code;
  if (random.Chance(92)) company.industry = industry.name;
  if (random.Chance(91)) company.employees = DrawEmployees(random);
  company.owner = DrawOwner(company.country, random);
  company.scanner = DrawScanner(company.employees, random);
  return company;
}

std::vector<Company> MakeCompanies() {
  std::vector<Company> companies;
  for (std::string_view name : {"Scorevane", "Leadtrellis", "Funnelwright"}) {
    Company competitor;
    competitor.name = std::string(name) + ", Inc.";
    competitor.domain = Slug(name) + ".example";
    competitor.industry = "Software";
    competitor.country = "US";
    competitor.employees = 180;
    competitor.owner = kOtherOwners[0];
    competitor.is_competitor = true;
    companies.push_back(competitor);
  }
  std::set<std::string> domains;
  Random random("companies", 0);
  while (companies.size() < kCompanies) {
    Company company = MakeCompany(random);
    if (domains.insert(company.domain).second) companies.push_back(company);
  }
  return companies;
}

// ---- Leads ------------------------------------------------------------------

enum class Level { kUnknown, kJunior, kSpecialist, kManager, kHead, kChief };

// How near a lead is to buying; what it does follows from that.
enum class Intent { kNone, kCurious, kEvaluating, kBuying };

struct Lead {
  std::string id;
  const Company* company = nullptr;  // Null: none is known.
  std::string title;
  std::string industry;
  std::string country;
  int64_t employees = 0;
  std::string email;
  std::string_view source;
  std::string budget;
  int64_t budget_modified = 0;  // 0: unknown.
  std::string authority;
  std::string need;
  int64_t start_by = 0;  // 0: unknown.
  std::string_view owner;
  int64_t created = 0;

  Level level = Level::kUnknown;
  Intent intent = Intent::kNone;
  bool was_returned = false;  // By sales to marketing.
};

struct Title {
  std::string_view text;
  Level level;
  int weight;
};

constexpr Title kTitles[] = {
    {"", Level::kUnknown, 6},
    {"CEO", Level::kChief, 5},
    {"Geschäftsführer", Level::kChief, 3},
    {"Managing Director", Level::kChief, 3},
    {"Founder & CEO", Level::kChief, 3},
    {"Co-Founder", Level::kChief, 2},
    {"CTO", Level::kChief, 4},
    {"CRO", Level::kChief, 1},
    {"Chief Revenue Officer", Level::kChief, 2},
    {"Chief Marketing Officer", Level::kChief, 2},
    {"VP of Sales", Level::kHead, 5},
    {"VP Marketing", Level::kHead, 3},
    {"Vice President, Sales EMEA", Level::kHead, 1},
    {"Head of RevOps", Level::kHead, 4},
    {"Head of Sales", Level::kHead, 5},
    {"Head of Marketing", Level::kHead, 5},
    {"Head of IT", Level::kHead, 2},
    {"Director of Sales Operations", Level::kHead, 3},
    {"Director Demand Generation", Level::kHead, 2},
    {"Leiter Vertrieb", Level::kHead, 3},
    {"Leiterin Marketing", Level::kHead, 2},
    {"Marketing Manager", Level::kManager, 11},
    {"Sales Operations Manager", Level::kManager, 5},
    {"Revenue Operations Manager", Level::kManager, 3},
    {"Demand Generation Manager", Level::kManager, 3},
    {"CRM Manager", Level::kManager, 4},
    {"Account Manager", Level::kManager, 4},
    {"Product Manager", Level::kManager, 4},
    {"IT Manager", Level::kManager, 3},
    {"Office Manager", Level::kManager, 2},
    {"Sales Development Representative", Level::kSpecialist, 6},
    {"Marketing Specialist", Level::kSpecialist, 5},
    {"CRM Administrator", Level::kSpecialist, 3},
    {"Software Engineer", Level::kSpecialist, 5},
    {"Data Analyst", Level::kSpecialist, 4},
    {"Consultant", Level::kSpecialist, 5},
    {"Vertriebsmitarbeiter", Level::kSpecialist, 2},
    {"Buyer", Level::kSpecialist, 2},
    {"Student", Level::kJunior, 6},
    {"Werkstudentin", Level::kJunior, 1},
    {"Intern", Level::kJunior, 3},
    {"Marketing Intern", Level::kJunior, 2},
    {"Assistant to the CEO", Level::kJunior, 2},
    {"Sales Assistant", Level::kJunior, 2},
};

struct Word {
  std::string_view text;
  int weight;
};

constexpr Word kSources[] = {
    {"Website", 30},     {"Content download", 22}, {"Webinar", 12},
    {"Paid search", 10}, {"Trade show", 9},        {"Outbound list", 9},
    {"Referral", 4},     {"Partner", 3},           {"", 3},
};

constexpr Word kFreeMail[] = {
    {"gmail.com", 46},  {"gmx.de", 14},     {"web.de", 11},
    {"outlook.com", 9}, {"yahoo.com", 6},   {"hotmail.com", 5},
    {"icloud.com", 4},  {"t-online.de", 3}, {"proton.me", 2},
};

constexpr Word kNeeds[] = {
    {"lead scoring sales can trust", 5},
    {"replace spreadsheet scoring", 5},
    {"faster follow-up", 4},
    {"lead routing", 4},
    {"CRM migration", 3},
    {"reporting on the funnel", 3},
    {"scoring, routing and SLAs", 2},
    {"none", 2},
};

constexpr std::string_view kFirstNames[] = {
    "anna",   "ben",   "carla",  "david", "elena",  "felix",  "greta", "hugo",
    "ines",   "jonas", "katrin", "lukas", "maria",  "nils",   "olga",  "paul",
    "rosa",   "simon", "tara",   "tom",   "ursula", "victor", "wanda", "yusuf",
    "amelie", "bjorn", "chloe",  "ethan", "fatima", "ivan",   "priya", "noah",
};
constexpr std::string_view kSurnameBeginnings[] = {
    "bran", "vel", "tor",  "dor", "kes", "mar", "lin", "gar",
    "hol",  "ras", "stol", "wen", "ost", "pel", "ruh", "zim",
};
constexpr std::string_view kSurnameEndings[] = {
    "sen",  "dahl",  "velt", "ovan", "etti", "wick",
    "kamp", "brook", "ling", "stra", "mond", "eau",
};

// When a lead came, and from where.
struct Creation {
  int64_t time;
  std::string_view source;
};

// Every fourth Thursday, 15:00.
constexpr int64_t kLastWebinar = kExport - 15 * kDay + 15 * kHour;
constexpr int64_t kWebinarEvery = 28 * kDay;

int64_t NextWebinar(int64_t time) {
  return kLastWebinar - (kLastWebinar - time) / kWebinarEvery * kWebinarEvery;
}

// A time of that day, mostly in office hours of a working day.
int64_t TimeOn(int64_t day, Random& random) {
  const int64_t weekday = (day + 4) % 7;  // 0 is Sunday.
  if (weekday == 0 && random.Chance(85)) ++day;
  if (weekday == 6 && random.Chance(85)) --day;
  const bool is_late = random.Chance(12);
  const int64_t hour = is_late ? random.Between(17, 22) : random.Between(7, 16);
  return day * kDay + hour * kHour + random.Between(0, kHour - 1);
}

// In [first, export).
int64_t AnyTime(int64_t first, Random& random) {
  const int64_t day = random.Between(first, kExport - 1) / kDay;
  return std::clamp(TimeOn(day, random), first, kExport - 1);
}

// In [first, export), the later the likelier.
int64_t LateTime(int64_t first, Random& random) {
  const int64_t day = (kExport - random.Skewed(1, kExport - first)) / kDay;
  return std::clamp(TimeOn(day, random), first, kExport - 1);
}

// As ids are given: the earlier first.
std::vector<Creation> MakeCreations() {
  std::vector<Creation> creations;
  Random random("creations", 0);
  for (int i = 0; i < kLeads; ++i) {
    Creation creation = {LateTime(kExport - kOldestLead, random),
                         random.Pick(kSources).text};
    if (creation.source == "Webinar" && creation.time < kLastWebinar) {
      creation.time = NextWebinar(creation.time) - random.Skewed(0, 3 * kDay);
    }
    creations.push_back(creation);
  }
  std::sort(creations.begin(), creations.end(),
            [](const Creation& a, const Creation& b) {
              return std::tie(a.time, a.source) < std::tie(b.time, b.source);
            });
  return creations;
}

// Large firms have more leads than small ones.
const Company* DrawCompany(const std::vector<Company>& companies,
                           Random& random) {
  const auto last = static_cast<int64_t>(companies.size()) - 1;
  const Company& one = companies[random.Between(0, last)];
  const Company& other = companies[random.Between(0, last)];
  return one.employees > other.employees ? &one : &other;
}

void SetCompany(const std::vector<Company>& companies, Lead& lead,
                Random& random) {
  if (!random.Chance(lead.level == Level::kJunior ? 30 : 88)) {
    lead.country = random.Pick(kCountries).code;
    if (random.Chance(60)) lead.industry = random.Pick(kIndustries).name;
    if (random.Chance(40)) lead.employees = random.Skewed(1, 60);
    lead.owner = DrawOwner(lead.country, random);
    return;
  }
  lead.company = DrawCompany(companies, random);
  lead.country = lead.company->country;
  lead.industry = lead.company->industry;
  lead.employees = lead.company->employees;
  lead.owner = lead.company->owner;
}

std::string MakeEmail(const Lead& lead, Random& random) {
  std::string name(random.Any(kFirstNames));
  if (random.Chance(15)) name.resize(1);
  name += ".";
  name += random.Any(kSurnameBeginnings);
  name += random.Any(kSurnameEndings);
  const int64_t digits = random.Between(1000, 9999);
  const Word& free_mail = random.Pick(kFreeMail);
  if (random.Chance(3)) return "";
  if (lead.company == nullptr || random.Chance(5)) {
    return name + std::to_string(digits) + "@" + std::string(free_mail.text);
  }
  const bool is_misspelled = random.Chance(1) && !lead.company->is_competitor;
  return Typed(name + (is_misspelled ? "(at)" : "@") + lead.company->domain, 5,
               random);
}

int64_t FitOf(const Lead& lead) {
  constexpr int64_t kOfLevel[] = {10, -20, 10, 20, 35, 40};
  int64_t fit = kOfLevel[static_cast<int>(lead.level)];
  if (lead.employees >= 50 && lead.employees <= 5000) fit += 30;
  if (lead.industry == "Software" || lead.industry == "Internet") fit += 20;
  if (lead.industry == "Financial Services") fit += 12;
  if (IsInDach(lead.country)) fit += 10;
  if (lead.company == nullptr) fit -= 10;
  return std::max<int64_t>(fit, 0);
}

Intent DrawIntent(const Lead& lead, Random& random) {
  const int64_t fit = FitOf(lead);
  int64_t eagerness = 4 + fit * fit / 82;
  if (lead.source == "Outbound list") eagerness /= 3;
  if (lead.source == "Referral" || lead.source == "Partner") eagerness *= 2;
  if (kExport - lead.created > 500 * kDay) eagerness /= 2;
  const int64_t drawn = random.Between(0, 99);
  const bool competes = lead.company != nullptr && lead.company->is_competitor;
  if (drawn < eagerness / 7 && !competes) return Intent::kBuying;
  if (drawn < eagerness) return Intent::kEvaluating;
  return drawn < eagerness + 36 ? Intent::kCurious : Intent::kNone;
}

void SetBudget(Lead& lead, Random& random) {
  const int64_t size = std::max<int64_t>(lead.employees, 20);
  const int64_t most = std::min<int64_t>(8'000 + 150 * size, 240'000);
  const int64_t budget = random.Between(most / 3, most) / 500 * 500;
  lead.budget = std::to_string(budget) + (random.Chance(20) ? ".00" : "");
  if (random.Chance(85)) {
    lead.budget_modified =
        LateTime(std::max(lead.created, kExport - 120 * kDay), random);
  }
}

int64_t DrawStart(Random& random) {
  const int64_t drawn = random.Between(0, 99);
  if (drawn < 70) return kExport + random.Between(10, 85) * kDay;
  if (drawn < 90) return kExport + random.Between(91, 300) * kDay;
  return kExport - random.Between(5, 200) * kDay;
}

// What only a talk with the lead can tell.
void SetEvidence(Lead& lead, Random& random) {
  constexpr int64_t kTalked[] = {1, 3, 27, 75};
  const bool is_promising = FitOf(lead) >= 45;
  const int64_t percent = kTalked[static_cast<int>(lead.intent)];
  if (!random.Chance(is_promising ? percent : percent / 8)) return;
  if (random.Chance(90)) SetBudget(lead, random);
  if (random.Chance(90)) {
    const bool decides = random.Chance(lead.level >= Level::kHead ? 95 : 60);
    lead.authority = decides ? "true" : "false";
  }
  if (random.Chance(88)) lead.need = random.Pick(kNeeds).text;
  if (random.Chance(88)) lead.start_by = DrawStart(random);
  lead.was_returned = random.Chance(15);
}

// What the CRM shows where nobody filled the field.
void Soil(Lead& lead, Random& random) {
  constexpr std::string_view kNothing[] = {"", "", "unknown", "#N/A"};
  lead.title = Typed(lead.title, 12, random);
  lead.industry = lead.industry.empty() ? std::string(random.Any(kNothing))
                                        : Typed(lead.industry, 35, random);
}

std::vector<Lead> MakeLeads(const std::vector<Company>& companies) {
  std::vector<Lead> leads;
  int64_t number = 0;
  for (const Creation& creation : MakeCreations()) {
    Random random("leads", static_cast<int64_t>(leads.size()));
    // Ids of leads that were deleted or merged are gone.
    number += random.Chance(6) ? 2 : 1;
    const Title& title = random.Pick(kTitles);
    Lead lead;
    lead.id = "L-" + Padded(number, 6);
    lead.created = creation.time;
    lead.source = creation.source;
    lead.title = title.text;
    lead.level = title.level;
    SetCompany(companies, lead, random);
    lead.email = MakeEmail(lead, random);
    lead.intent = DrawIntent(lead, random);
    SetEvidence(lead, random);
    Soil(lead, random);
    leads.push_back(lead);
  }
  return leads;
}

// ---- Activities -------------------------------------------------------------

struct Activity {
  std::string lead;
  std::string_view type;
  int64_t time = 0;
  std::string path;
  std::string asset;
  std::string_view agent;
};

constexpr Word kReadPages[] = {
    {"/blog/what-is-lead-scoring", 9},
    {"/blog/mql-or-sql", 7},
    {"/blog/marketing-and-sales-slas", 6},
    {"/blog/speed-to-lead", 5},
    {"/blog/scoring-without-a-data-scientist", 4},
    {"/", 12},
    {"/product", 9},
    {"/customers", 3},
    {"/careers", 4},
    {"/pricing", 2},
};

constexpr Word kStudiedPages[] = {
    {"/", 8},         {"/product", 12},         {"/product/integrations", 8},
    {"/pricing", 10}, {"/customers", 7},        {"/docs/getting-started", 5},
    {"/security", 4}, {"/blog/mql-or-sql", 4},  {"/blog/speed-to-lead", 3},
    {"/contact", 2},  {"/docs/data-import", 3},
};

constexpr Word kAssets[] = {
    {"ebook-lead-scoring", 8},     {"ebook-sales-alignment", 5},
    {"whitepaper-sla", 4},         {"checklist-crm-hygiene", 5},
    {"template-scoring-model", 6}, {"case-study-logistics", 2},
    {"roi-calculator", 3},
};

constexpr Word kBrowsers[] = {
    {"Chrome/141 Windows", 40},  {"Outlook/16 Windows", 25},
    {"Safari/26 macOS", 14},     {"Edge/141 Windows", 12},
    {"Mobile Safari/26 iOS", 9},
};

// Every other Tuesday, 09:00.
constexpr int64_t kLastMailing = kExport - 3 * kDay + 9 * kHour;
constexpr int64_t kMailingEvery = 14 * kDay;
constexpr int kMailings = 12;

// How a lead of an intent behaves.
struct Habits {
  int64_t fewest_sessions;
  int64_t most_sessions;
  int64_t days;  // The sessions are not longer ago.
  int64_t most_pages;
  int download_percent;  // Of sessions.
  int webinar_percent;   // Of webinars.
  int click_percent;     // Of mails.
  int demo_percent;
};

constexpr Habits kHabits[] = {
    {0, 1, 180, 2, 2, 0, 2, 0},      // kNone
    {1, 4, 180, 4, 14, 6, 9, 2},     // kCurious
    {2, 8, 75, 6, 26, 24, 26, 4},    // kEvaluating
    {6, 14, 40, 7, 28, 35, 40, 50},  // kBuying
};

// Makes what one lead did.
class ActivityMaker {
 public:
  ActivityMaker(const Lead& lead, int64_t index,
                std::vector<Activity>& activities)
      : lead_(lead),
        habits_(kHabits[static_cast<int>(lead.intent)]),
        first_(std::max(lead.created, kExport - kHistory)),
        random_("activities", index),
        activities_(activities) {}

  void Make() {
    AddFirstTouch();
    AddSessions();
    AddWebinars();
    AddMailings();
    AddDemoRequest();
    AddReturn();
  }

 private:
  Activity& Add(std::string_view type, int64_t time) {
    Activity activity;
    activity.lead = lead_.id;
    activity.type = type;
    activity.time = std::min(time, kExport - 1);
    activities_.push_back(activity);
    return activities_.back();
  }

  // What made it a lead.
  void AddFirstTouch() {
    if (lead_.created < kExport - kHistory) return;
    if (lead_.source == "Content download") AddDownload(lead_.created);
    if (lead_.source == "Website" || lead_.source == "Paid search") {
      AddSession(lead_.created - random_.Between(1, 20) * kMinute, 3);
    }
  }

  void AddDownload(int64_t time) {
    Activity& download = Add("download", time);
    download.asset = random_.Pick(kAssets).text;
    download.path = "/resources/" + download.asset;
  }

  void AddSession(int64_t time, int64_t most_pages) {
    const bool studies = lead_.intent >= Intent::kEvaluating;
    const int64_t pages = random_.Skewed(1, most_pages);
    for (int64_t i = 0; i < pages; ++i) {
      Activity& view = Add("page_view", time);
      view.path = studies ? random_.Pick(kStudiedPages).text
                          : random_.Pick(kReadPages).text;
      if (i == 0 && random_.Chance(12)) view.path += "?utm_source=newsletter";
      time += random_.Skewed(8, 400);
    }
    if (random_.Chance(habits_.download_percent)) AddDownload(time);
  }

  void AddSessions() {
    const int64_t sessions =
        random_.Skewed(habits_.fewest_sessions, habits_.most_sessions);
    const int64_t first = std::max(first_, kExport - habits_.days * kDay);
    for (int64_t i = 0; i < sessions; ++i) {
      const int64_t time = lead_.intent <= Intent::kCurious
                               ? AnyTime(first, random_)
                               : LateTime(first, random_);
      AddSession(time, habits_.most_pages);
    }
  }

  void AddWebinar(int64_t start) {
    Add("webinar", start + random_.Skewed(0, 12 * kMinute)).asset =
        "webinar-" + TimeText(start).substr(0, 10);
  }

  void AddWebinars() {
    for (int64_t start = kLastWebinar; start > first_; start -= kWebinarEvery) {
      const bool came_by_it =
          lead_.source == "Webinar" && start - lead_.created < kWebinarEvery;
      if (came_by_it || random_.Chance(habits_.webinar_percent)) {
        AddWebinar(start);
      }
    }
  }

  void AddMailings() {
    if (lead_.email.empty() || !random_.Chance(32)) return;
    for (int i = kMailings - 1; i >= 0; --i) {
      const int64_t time = kLastMailing - i * kMailingEvery;
      if (time < first_) continue;
      if (!AddMailing(time + random_.Between(0, 40 * kMinute))) return;
    }
  }

  // Returns whether the lead goes on to get mail.
  bool AddMailing(int64_t time) {
    const std::string asset = "newsletter-" + TimeText(time).substr(0, 10);
    Add("email_sent", time).asset = asset;
    if (random_.Chance(1)) {
      Add("email_bounce", time + random_.Between(2, 300)).asset = asset;
      return false;
    }
    if (lead_.company != nullptr && !lead_.company->scanner.empty()) {
      AddScan(time + random_.Between(1, 45), asset);
    }
    if (random_.Chance(habits_.click_percent)) AddClick(time, asset);
    if (!random_.Chance(lead_.intent == Intent::kNone ? 2 : 1)) return true;
    Add("unsubscribe", time + random_.Skewed(kMinute, 2 * kDay)).asset = asset;
    return false;
  }

  void AddScan(int64_t time, const std::string& asset) {
    const int64_t links = random_.Between(2, 6);
    for (int64_t i = 0; i < links; ++i) {
      Activity& click = Add("email_click", time);
      click.asset = asset;
      click.agent = lead_.company->scanner;
      time += random_.Between(0, 4);
    }
  }

  void AddClick(int64_t mailed, const std::string& asset) {
    const int64_t time = mailed + random_.Skewed(3 * kMinute, 3 * kDay);
    Activity& click = Add("email_click", time);
    click.asset = asset;
    if (random_.Chance(95)) click.agent = random_.Pick(kBrowsers).text;
    if (random_.Chance(70)) AddSession(time + 2, 3);
  }

  void AddDemoRequest() {
    if (!random_.Chance(habits_.demo_percent)) return;
    const int64_t days = lead_.intent == Intent::kBuying ? 30 : 120;
    Activity& request =
        Add("demo_request",
            LateTime(std::max(first_, kExport - days * kDay), random_));
    request.path = "/demo";
  }

  void AddReturn() {
    if (!lead_.was_returned) return;
    Add("sales_return", LateTime(first_, random_));
  }

  const Lead& lead_;
  const Habits& habits_;
  const int64_t first_;
  Random random_;
  std::vector<Activity>& activities_;
};

// Of leads that were deleted: ids that no lead has.
void AddOrphans(const std::vector<Lead>& leads,
                std::vector<Activity>& activities) {
  std::set<std::string> ids;
  for (const Lead& lead : leads) ids.insert(lead.id);
  Random random("orphans", 0);
  for (int64_t number = 1; number < kLeads; ++number) {
    Lead deleted;
    deleted.id = "L-" + Padded(number, 6);
    if (ids.count(deleted.id) > 0 || !random.Chance(12)) continue;
    deleted.intent = Intent::kCurious;
    deleted.created = kExport - kOldestLead;
    ActivityMaker(deleted, -number, activities).Make();
  }
}

// Of all members, so that any sort gives the same order.
auto Key(const Activity& activity) {
  return std::tie(activity.time, activity.lead, activity.type, activity.path,
                  activity.asset, activity.agent);
}

std::vector<Activity> MakeActivities(const std::vector<Lead>& leads) {
  std::vector<Activity> activities;
  for (size_t i = 0; i < leads.size(); ++i) {
    ActivityMaker(leads[i], static_cast<int64_t>(i), activities).Make();
  }
  AddOrphans(leads, activities);
  std::sort(
      activities.begin(), activities.end(),
      [](const Activity& a, const Activity& b) { return Key(a) < Key(b); });
  return activities;
}

// ---- Files ------------------------------------------------------------------

std::string Cell(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string Row(const std::vector<std::string_view>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    row += Cell(cells[i]);
  }
  return row + "\n";
}

std::string TimeOrNothing(int64_t time) {
  return time == 0 ? "" : TimeText(time);
}

std::string LeadsCsv(const std::vector<Lead>& leads) {
  std::string csv =
      "id,account,title,industry,country,Number of Employees,email,"
      "lead source,budget,Budget_Last_Modified,authority,need,start_by,owner,"
      "created\n";
  for (const Lead& lead : leads) {
    const std::string employees =
        lead.employees == 0 ? "" : std::to_string(lead.employees);
    const std::string budget_modified = TimeOrNothing(lead.budget_modified);
    const std::string start_by = TimeOrNothing(lead.start_by);
    const std::string created = TimeText(lead.created);
    csv += Row({lead.id, lead.company == nullptr ? "" : lead.company->name,
                lead.title, lead.industry, lead.country, employees, lead.email,
                lead.source, lead.budget, budget_modified, lead.authority,
                lead.need, start_by, lead.owner, created});
  }
  return csv;
}

std::string ActivitiesCsv(const std::vector<Activity>& activities) {
  std::string csv = "lead_id,type,time,id,path,asset,agent\n";
  Random random("duplicates", 0);
  int64_t number = 0;
  for (const Activity& activity : activities) {
    const std::string row =
        Row({activity.lead, activity.type, TimeText(activity.time),
             "A-" + Padded(++number, 6), activity.path, activity.asset,
             activity.agent});
    csv += row;
    // Exports in chunks repeat rows.
    if (random.Between(0, 999) == 0) csv += row;
  }
  return csv;
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << path << ": cannot be written\n";
  return !file.fail();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "Usage: generate_sample_data OUTPUT_DIR\n";
    return EXIT_FAILURE;
  }
  const std::string folder = argv[1];
  const std::vector<Company> companies = MakeCompanies();
  const std::vector<Lead> leads = MakeLeads(companies);
  const bool is_written = WriteFile(folder + "/leads.csv", LeadsCsv(leads)) &&
                          WriteFile(folder + "/activities.csv",
                                    ActivitiesCsv(MakeActivities(leads)));
  return is_written ? EXIT_SUCCESS : EXIT_FAILURE;
}
