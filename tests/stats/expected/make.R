# Expected values of lme4 for tests/stats. Run in this folder: Rscript make.R > lme4.json
# Made with R 4.2.2 and lme4 1.1-31 (Debian r-cran-lme4 1.1-31-1). The data are made up here, by R's own seeded
# generator, and written beside the values, so that no data set of another project is copied.
suppressMessages(library(lme4))
set.seed(20261122, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), calc.derivs = FALSE,
                     check.conv.singular = "ignore")
number <- function(x) paste(formatC(x, digits = 12, format = "g"), collapse = ", ")
line <- function(name, x, last = FALSE) cat(sprintf('  "%s": [%s]%s\n', name, number(x), if (last) "" else ","))

# 1. A tree of employees in teams in regions, unbalanced, each answer -1, 0 or 1.
region_of_team <- c(1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4)
team_of_employee <- rep(1:14, times = c(3, 5, 2, 6, 4, 1, 5, 7, 2, 3, 4, 6, 2, 5))
n <- sample(1:40, length(team_of_employee), replace = TRUE)
level <- 0.55 + rnorm(4, sd = 0.12)[region_of_team][team_of_employee] + rnorm(14, sd = 0.12)[team_of_employee] +
  rnorm(length(n), sd = 0.15)
answer <- function(level) {
  up <- pmin(pmax((1 + level) / 2, 0.02), 0.98) * 0.85
  u <- runif(length(level))
  ifelse(u < up, 1, ifelse(u < up + 0.15, 0, -1))
}
employee <- rep(seq_along(n), n)
tree <- data.frame(y = answer(level[employee]), employee = factor(employee), team = factor(team_of_employee[employee]),
                   region = factor(region_of_team[team_of_employee[employee]]))
table_of <- table(tree$employee, factor(tree$y, levels = c(1, 0, -1)))

cat("{\n")
line("tree_counts", t(table_of))
line("tree_team_of_employee", team_of_employee)
line("tree_region_of_team", region_of_team)
for (reml in c(FALSE, TRUE)) {
  fit <- lmer(y ~ 1 + (1 | region) + (1 | team) + (1 | employee), tree, REML = reml, control = tight)
  name <- if (reml) "tree_reml" else "tree_ml"
  v <- as.data.frame(VarCorr(fit))
  sd <- setNames(v$sdcor, v$grp)
  line(paste0(name, "_sd_region_team_employee_within"), sd[c("region", "team", "employee", "Residual")])
  line(paste0(name, "_mean"), fixef(fit))
  line(paste0(name, "_log_likelihood"), as.numeric(logLik(fit)))
  line(paste0(name, "_employee"), ranef(fit)$employee[[1]])
  line(paste0(name, "_team"), ranef(fit)$team[[1]])
  line(paste0(name, "_region"), ranef(fit)$region[[1]])
}

# 2. Employees crossed with sites, three kinds of work as fixed effects, one job in four shared by two.
rows <- 900
first <- sample(1:20, rows, replace = TRUE)
second <- ifelse(runif(rows) < 0.25, (first + sample(1:19, rows, replace = TRUE) - 1) %% 20 + 1, 0)
site <- sample(1:30, rows, replace = TRUE)
kind <- sample(1:3, rows, replace = TRUE)
skill <- rnorm(20, sd = 0.2); place <- rnorm(30, sd = 0.15)
share <- ifelse(second > 0, (skill[first] + skill[pmax(second, 1)]) / 2, skill[first])
y <- answer(0.5 + c(0, -0.1, 0.1)[kind] + share + place[site])
data <- data.frame(y, kind = factor(kind), employee = factor(first), site = factor(site))
line("crossed_y", y); line("crossed_first", first); line("crossed_second", second)
line("crossed_site", site); line("crossed_kind", kind)
members <- matrix(0, 20, rows)
for (row in 1:rows) {
  who <- c(first[row], if (second[row] > 0) second[row])
  members[who, row] <- 1 / length(who)
}
parts <- lFormula(y ~ kind + (1 | employee) + (1 | site), data, REML = TRUE)
# lme4 sorts its terms by the number of groups: sites (30) first, then employees (20).
stopifnot(names(parts$reTrms$cnms) == c("site", "employee"))
parts$reTrms$Zt[31:50, ] <- members
parts$reTrms$Zt <- Matrix::drop0(as(parts$reTrms$Zt, "CsparseMatrix"))
deviance <- do.call(mkLmerDevfun, parts)
best <- optimizeLmer(deviance, optimizer = "bobyqa", control = list(rhoend = 1e-10))
fit <- mkMerMod(environment(deviance), best, parts$reTrms, fr = parts$fr)
v <- as.data.frame(VarCorr(fit)); sd <- setNames(v$sdcor, v$grp)
line("crossed_reml_sd_site_employee_within", sd[c("site", "employee", "Residual")])
line("crossed_reml_fixed", fixef(fit))
line("crossed_reml_log_likelihood", -best$fval / 2)
line("crossed_reml_employee", ranef(fit, condVar = FALSE)$employee[[1]])
line("crossed_reml_site", ranef(fit, condVar = FALSE)$site[[1]], last = TRUE)
cat("}\n")
